// The frame: which view is shown, and who is logged in.

import { left, logOut, whenLoggedOut } from './api.js';
import { focus, h, say } from './dom.js';
import { askAgain } from './again.js';
import * as session from './session.js';
import { account } from './account.js';
import { accounts } from './accounts.js';
import { logInView, signUp } from './welcome.js';
import { security } from './security.js';
import { sendMoney } from './send.js';
import { transfer, transfers } from './transfers.js';

// The views by the fragment of the address. Each returns, perhaps later, its title
// and its content; of the open ones only people without a session have a use.
const routes = [
  [/^login$/, logInView, 'open'],
  [/^signup$/, signUp, 'open'],
  [/^accounts$/, accounts],
  [/^accounts\/(\d+)$/, account],
  [/^transfer(?:\?from=(\d+))?$/, sendMoney],
  [/^transfers$/, transfers],
  [/^transfers\/(\d+)$/, transfer],
  [/^security$/, security],
];

const main = document.getElementById('main');
const nav = document.getElementById('nav');
const out = document.getElementById('logout');
let showing = 0;
let message = ''; // for the next view

// go shows the view of a fragment, anew if it is the one that is shown.
export function go(fragment, tell = '') {
  message = tell;
  if (location.hash === `#${fragment}`) show();
  else location.hash = fragment;
}

function view() {
  const fragment = location.hash.slice(1);
  for (const [pattern, make, open] of routes) {
    const match = fragment.match(pattern);
    if (match && Boolean(open) === !session.current()) return { make: () => make(go, ...match.slice(1)), fragment };
  }
  return null;
}

async function show({ first = false } = {}) {
  const shown = view();
  if (!shown) {
    // Where there is nothing to see, or not for them.
    location.replace(session.current() ? '#accounts' : '#login');
    return;
  }
  const turn = ++showing;
  say('');
  nav.hidden = out.hidden = !session.current();
  for (const link of nav.querySelectorAll('a')) {
    if (shown.fragment.split(/[/?]/)[0] === link.hash.slice(1)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  main.inert = true; // whatever is typed now would be gone
  let made;
  try {
    made = await shown.make();
  } catch (error) {
    if (error === left) return;
    if (!error.code) console.error(error); // a fault of these pages
    made = {
      title: 'This did not work',
      content: [h('p', {}, error.message), h('p', {}, h('button', { type: 'button', click: () => show() }, 'Try again'))],
    };
  }
  if (turn !== showing) return; // somebody has gone on
  main.inert = false;
  const heading = h('h1', {}, made.title);
  main.className = made.narrow ? 'welcome' : '';
  main.replaceChildren(heading, ...made.content);
  document.title = `${made.title} – Simple Bank`;
  scrollTo(0, 0);
  if (!first) focus(heading);
  say(message);
  message = '';
}

// start shows the first view.
export async function start() {
  await session.join();
  session.watch((why, theirs) => {
    if (why === 'in') {
      askAgain.adopt?.(theirs);
      return;
    }
    askAgain.dismiss?.();
    go('login', 'You have logged out in another tab.');
  });
  whenLoggedOut(() => askAgain(() => go('login')));
  addEventListener('hashchange', () => show());
  out.addEventListener('click', () => {
    logOut();
    go('login', 'You have logged out.');
  });
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault(); // the fragment is for views
    focus(main.querySelector('h1'));
  });
  if (view()) await show({ first: true });
  else show();
}
