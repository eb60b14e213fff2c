// Elements without markup: whatever comes from the bank or from a person becomes
// text, never HTML. The content security policy has Trusted Types refuse the rest.

const append = (element, children) => {
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
};

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  return element;
}

// h makes an element. Attributes that are functions listen to the event of that
// name; true is an attribute without value; false and undefined are none.
export const h = (name, attributes = {}, ...children) => append(set(document.createElement(name), attributes), children);

// svg is h for SVG.
export const svg = (name, attributes = {}, ...children) =>
  append(set(document.createElementNS('http://www.w3.org/2000/svg', name), attributes), children);

const status = document.getElementById('status');

// say tells everybody what has been done, by eye and by ear, until the view
// changes.
export function say(message) {
  status.textContent = message;
}

// focus moves the focus to what is not itself a control, such as a heading.
export function focus(element) {
  element.tabIndex = -1;
  element.focus();
}

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const showTime = (text) => dateTime.format(new Date(text));

export const time = (text) => h('time', { datetime: text }, showTime(text));

let count = 0;

// newID returns an id that no element has.
export const newID = () => `x${++count}`;
