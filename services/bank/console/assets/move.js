// Forms that move money: whatever happens on the way, money moves once.
//
// What is sent is kept, with its Idempotency-Key, until an answer says what came of
// it. As long as none does, the form can only send the very same again, which the
// bank takes for the same request. It is kept in sessionStorage by the name of the
// user, for a reload of the page or the end of the session to change nothing.

import { bankTime, left, post } from './api.js';
import { h, say } from './dom.js';
import { form } from './form.js';
import { current } from './session.js';

// The bank knows a key for 24 hours: an hour less is sure to be in time.
const keyIsGood = ({ at }) => bankTime() - at < 23 * 3600_000;

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

// moneyForm is a form whose order returns, of the values, the path and the body to
// post. done gets the bank's answer.
export function moneyForm({ name, order, done, ...options }) {
  const { username } = current();
  const place = `simplebank.unanswered.${username}.${name}`;
  const kept = () => JSON.parse(sessionStorage.getItem(place));
  let unanswered = kept();
  let doubtful = Boolean(unanswered);

  const settle = () => {
    // An answer that is late must not drop what has been sent since.
    if (kept()?.key === unanswered?.key) sessionStorage.removeItem(place);
    unanswered = null;
    doubtful = false;
    drop.hidden = true;
    self.freeze(false);
  };
  const doubt = (why) => {
    doubtful = true;
    drop.hidden = false;
    self.retype(unanswered.typed); // somebody may have typed on meanwhile
    self.freeze(true, 'Send the same again');
    self.tell(`${why}It is not known whether the money has moved. Send the same again to find out: it moves once, however often you send it. This tab keeps it for you for a day, also when you log out.`);
  };
  // Later, the same would be another movement.
  const tooLate = () => {
    settle();
    self.tell('What you sent here a day ago was never answered. Whether the money has moved, the entries of the account tell. The form is free again.');
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
    meanwhile: 'Sending…',
    async send(values) {
      if (unanswered && !keyIsGood(unanswered)) {
        tooLate();
        return;
      }
      drop.hidden = true; // until it is known what there is to give up on
      unanswered ??= { ...order(values), key: newKey(), at: Number(bankTime()), typed: self.typed() };
      sessionStorage.setItem(place, JSON.stringify(unanswered));
      const answer = await post(unanswered.path, unanswered.body, unanswered.key);
      settle();
      if (current()?.username === username) await done(answer);
    },
    refused(error) {
      if (!unanswered) return; // it has been done; something later went wrong
      // To be told to wait, or to log in, says nothing about what was sent before.
      if (error.unsure || (doubtful && (error.wait || error === left))) doubt('');
      else settle();
    },
  });
  if (unanswered) {
    if (keyIsGood(unanswered)) doubt('This was sent before, and no answer has come. ');
    else tooLate();
  }
  return self;
}
