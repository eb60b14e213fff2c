// Forms that move money: whatever happens on the way, money moves once.
//
// What is sent is kept, with its Idempotency-Key, until an answer says what came of
// it. As long as none does, the form can only send the very same again, which the
// bank takes for the same request. It is kept in sessionStorage, for a reload of
// the page to change nothing.

import { post } from './api.js';
import { h, say } from './dom.js';
import { form } from './form.js';
import { current } from './session.js';

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

// moneyForm is a form whose order returns, of the values, the path and the body to
// post. done gets the bank's answer.
export function moneyForm({ name, order, done, ...options }) {
  const place = `simplebank.unanswered.${current().username}.${name}`;
  let unanswered = JSON.parse(sessionStorage.getItem(place));
  let doubtful = Boolean(unanswered);

  const settle = () => {
    unanswered = null;
    doubtful = false;
    sessionStorage.removeItem(place);
    drop.hidden = true;
    self.freeze(false);
  };
  const doubt = (why) => {
    doubtful = true;
    drop.hidden = false;
    self.freeze(true, 'Send the same again');
    self.tell(`${why}It is not known whether the money has moved. Send the same again to find out: it moves once, however often you send it.`);
  };
  const drop = h('button', {
    type: 'button',
    hidden: true,
    click() {
      settle();
      self.tell('');
      say('The form is free again. Whether the money has moved, the entries of the account tell.');
      self.focus();
    },
  }, 'Give up on it');

  const self = form({
    ...options,
    extra: drop,
    async send(values) {
      unanswered ??= { ...order(values), key: newKey(), typed: self.typed() };
      sessionStorage.setItem(place, JSON.stringify(unanswered));
      const answer = await post(unanswered.path, unanswered.body, unanswered.key);
      settle();
      await done(answer);
    },
    refused(error) {
      if (!unanswered) return; // it has been done; something later went wrong
      // To be told to wait says nothing about what was sent before.
      if (error.unsure || (doubtful && error.wait)) doubt('');
      else settle();
    },
  });
  if (unanswered) {
    self.retype(unanswered.typed);
    doubt('This was sent before the page was loaded anew. ');
  }
  return self;
}
