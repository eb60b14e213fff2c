// The dialog to log in again when a session has ended, above what was being typed.

import { left, logIn } from './api.js';
import { h } from './dom.js';
import { field, form } from './form.js';
import * as session from './session.js';

let asking = null; // the promise of the dialog that is shown

// askAgain resolves when the user has logged in again, in this tab or another; if
// they leave instead, it calls leave and rejects.
export function askAgain(leave) {
  asking ??= new Promise((resolve, reject) => {
    const { username } = session.current();
    const password = field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' });
    const again = form({
      fields: [password],
      submit: 'Log in',
      extra: h('button', { type: 'button', click: () => close(() => { session.end(); leave(); reject(left); }) }, 'Leave'),
      async send(values) {
        await logIn({ username, ...values });
        close(resolve);
      },
    });
    const dialog = h('dialog', {
      'aria-labelledby': 'again',
      cancel: (event) => event.preventDefault(), // there is nothing behind it to go back to
    },
    h('h2', { id: 'again' }, 'Log in again'),
    h('p', {}, 'Your session has ended. What you have typed is still there.'),
    h('p', {}, 'You are ', h('strong', {}, username), '.'),
    again.element);
    const close = (then) => {
      asking = null;
      askAgain.adopt = askAgain.dismiss = null;
      dialog.close();
      dialog.remove();
      then();
    };
    askAgain.adopt = (theirs) => {
      session.replace(theirs);
      close(resolve);
    };
    askAgain.dismiss = () => close(() => reject(left)); // there is no session to continue
    document.body.append(dialog);
    dialog.showModal();
    password.focus();
  });
  return asking;
}
