// Forms: labels, hints, and errors at the field that they name.

import { focus, h, newID } from './dom.js';

// field makes a labelled control. read turns what was typed into a value or throws
// an Error that says what is accepted; without it the text is the value, and must
// be there unless optional.
export function field({ name, label, hint, type = 'text', options, value, optional, read, ...attributes }) {
  const id = newID();
  const error = h('p', { class: 'error', id: `${id}e`, hidden: true });
  const note = h('p', { class: 'hint', id: `${id}h`, hidden: !hint }, hint ?? '');
  const input = options
    ? h('select', { id, name, ...attributes }, options.map(([key, text]) => h('option', { value: key }, text)))
    : h('input', { id, name, type, spellcheck: 'false', autocapitalize: 'none', ...attributes });
  if (value !== undefined) input.value = value;
  input.required = !optional;
  const describe = () => {
    const parts = [note, error].filter((part) => !part.hidden).map((part) => part.id);
    if (parts.length) input.setAttribute('aria-describedby', parts.join(' '));
    else input.removeAttribute('aria-describedby');
  };
  const self = {
    name,
    label,
    input,
    element: h('div', { class: 'field' }, h('label', { for: id }, label, optional ? h('span', { class: 'soft' }, ' (optional)') : null), note, input, error),
    read() {
      if (read) return read(input.value);
      if (!input.value && !optional) throw new Error(options ? 'Choose one.' : 'Fill this in.');
      return input.value || undefined;
    },
    hint(text) {
      note.textContent = text;
      note.hidden = !text;
      describe();
    },
    refuse(message) {
      error.textContent = message;
      error.hidden = !message;
      if (message) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      describe();
    },
    focus: () => input.focus(),
  };
  if (type === 'password') input.after(reveal(input));
  describe();
  return self;
}

// reveal makes the button that shows what is in a password field.
function reveal(input) {
  const button = h('button', {
    type: 'button',
    class: 'reveal',
    'aria-pressed': 'false',
    click() {
      const shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
    },
  }, 'Show password');
  return button;
}

// choice makes radio buttons in a group; options are [value, label, hint].
export function choice({ name, label, options, change }) {
  const inputs = options.map(([value], i) => h('input', { type: 'radio', name, value, id: newID(), checked: i === 0, change }));
  return {
    name,
    label,
    input: inputs[0],
    element: h('fieldset', { class: 'field choice' }, h('legend', {}, label), options.map(([, text, hint], i) =>
      h('label', { for: inputs[i].id }, inputs[i], h('span', {}, text, h('span', { class: 'hint' }, hint))))),
    read: () => inputs.find((input) => input.checked).value,
    set value(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
    refuse: () => {},
    focus: () => inputs[0].focus(),
  };
}

// The field that an error is about, for the codes whose message does not begin
// with its name; of several the first that the form has.
const fieldsOfCodes = {
  username_taken: ['username'],
  email_taken: ['email'],
  wrong_password: ['current_password'],
  account_exists: ['currency'],
  unknown_currency: ['currency'],
  same_account: ['to_account_id'],
  account_not_found: ['to_account_id'],
  currency_mismatch: ['to_account_id'],
  not_owner: ['from_account_id'],
  insufficient_funds: ['amount'],
  exceeds_reserved: ['amount'],
  balance_overflow: ['amount'],
};

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

// form makes a form. send gets the values by name, does what is to be done, and
// throws what keeps it from being done, which refused is called with once it is
// shown. While it is at work, the form cannot be sent again, and says meanwhile.
export function form({ fields = [], submit, kind = 'primary', send, refused, label, name, extra, meanwhile = '' }) {
  const problem = h('div', { class: 'problem', role: 'alert' });
  const progress = h('p', { class: 'progress', role: 'status' });
  const button = h('button', { class: kind, 'aria-label': name }, submit);
  const parts = h('fieldset', { class: 'plain', role: 'presentation' }, fields.map((f) => f.element));
  const named = (name) => fields.find((f) => f.name === name && !f.element.hidden);
  let words = submit; // on the button
  let busy = false;
  let waiting = 0; // a timer

  const clear = () => {
    problem.replaceChildren();
    for (const f of fields) f.refuse('');
  };

  // read returns the values, or nothing after saying what is wrong with them.
  const read = () => {
    const values = {};
    let first;
    for (const f of fields.filter((f) => !f.element.hidden)) {
      try {
        values[f.name] = f.read();
      } catch (error) {
        f.refuse(error.message);
        first ??= f;
      }
    }
    first?.focus();
    return first ? undefined : values;
  };

  const show = (error) => {
    if (error.code === 'left') return;
    if (!error.code) console.error(error); // a fault of these pages
    const word = error.message.match(/^\w+/)?.[0];
    const about = [...(fieldsOfCodes[error.code] ?? []), word].map(named).find(Boolean);
    if (about && !error.unsure) {
      // Fields by the names that they have here; others are words, too, but at the start.
      const inWords = (text, { name, label }) => text.replace(new RegExp(`${name.includes('_') ? '' : '^'}\\b${name}\\b`, 'g'), label);
      about.refuse(sentence(fields.reduce(inWords, error.message)));
      about.focus();
      return;
    }
    self.tell(sentence(error.message));
    if (error.wait) wait(error.wait, problem.lastChild);
  };

  // wait counts the seconds down on the button, where a screen reader finds them
  // without being told each.
  const wait = (seconds, line) => {
    const until = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${words} in ${left} s` : words;
      if (left > 0) return;
      clearInterval(waiting);
      line.textContent = 'You can try again now.';
    };
    clearInterval(waiting);
    waiting = setInterval(tick, 250);
    tick();
  };

  const work = (begun) => {
    busy = begun;
    // Not disabled, which would lose the focus; nor is all of the form busy, in which
    // a screen reader would not tell the progress.
    for (const state of ['aria-busy', 'aria-disabled']) button.setAttribute(state, String(begun));
    progress.textContent = begun ? meanwhile : '';
  };

  const self = {
    element: h('form', {
      novalidate: true,
      'aria-label': label,
      async submit(event) {
        event.preventDefault();
        if (busy || button.disabled) return;
        clear();
        const values = read();
        if (!values) return;
        work(true);
        try {
          await send(values, self);
        } catch (error) {
          show(error);
          refused?.(error);
        } finally {
          work(false);
        }
      },
    }, parts, problem, progress, h('p', { class: 'actions' }, button, extra)),

    // freeze keeps the values as they are, for the same to be sent again.
    freeze(frozen, text = submit) {
      parts.disabled = frozen;
      words = text;
      if (!button.disabled) button.textContent = text;
    },
    // tell adds a line to what is wrong; none takes all away.
    tell: (text) => (text ? problem.append(h('p', {}, text)) : clear()),
    // typed and retype are for what was typed to come back as it was.
    typed: () => Object.fromEntries(fields.map((f) => [f.name, f.input.type === 'radio' ? f.read() : f.input.value])),
    retype(values) {
      for (const f of fields) {
        if (values[f.name] === undefined) continue;
        if (f.input.type === 'radio') f.value = values[f.name];
        else f.input.value = values[f.name];
      }
    },
    focus: () => (fields[0] ?? { focus: () => focus(button) }).focus(),
  };
  return self;
}
