// Sending money: now, or reserved to be posted later.

import { h, showTime } from './dom.js';
import { choice, field } from './form.js';
import { stringify } from './json.js';
import { example, read, show } from './money.js';
import { moneyForm } from './move.js';
import { ownAccounts } from './accounts.js';

// readNumber returns the number of an account or a transfer, or throws.
export function readNumber(text) {
  if (!/^[1-9]\d{0,18}$/.test(text.trim())) throw new Error('Write a number, such as 42.');
  return BigInt(text.trim());
}

function readReference(text) {
  if ([...text].length > 140) throw new Error('A reference has at most 140 characters.');
  return text || undefined;
}

// referenceField is for what the two sides of a transfer want to read in it.
export const referenceField = () => field({
  name: 'reference',
  label: 'Reference',
  hint: 'Both sides see it, such as the number of an invoice.',
  optional: true,
  autocomplete: 'off',
  autocapitalize: 'sentences',
  read: readReference,
});

// amountField is for an amount in the currency that currencyOf returns when it is
// read.
export function amountField(currencyOf, more) {
  const self = field({ name: 'amount', label: 'Amount', inputmode: 'decimal', autocomplete: 'off', read: (text) => read(text, currencyOf()), ...more });
  self.describe = (before = '') => self.hint(`${before}In ${currencyOf()}, such as ${example(currencyOf())}.`);
  self.describe();
  return self;
}

export async function sendMoney(go, fromID) {
  const own = await ownAccounts();
  if (!own.length) {
    return {
      title: 'Send money',
      content: [h('p', {}, 'You have no account to send from yet. ', h('a', { href: '#accounts' }, 'Open one'), '.')],
    };
  }
  const byID = new Map(own.map((account) => [String(account.id), account]));
  const from = field({
    name: 'from_account_id',
    label: 'From',
    options: own.map((account) => [account.id, `${show(account.available, account.currency)} – account ${account.id}`]),
    value: byID.has(fromID) ? fromID : undefined,
    read: BigInt,
  });
  const chosen = () => byID.get(from.input.value);
  const amount = amountField(() => chosen().currency);
  from.input.addEventListener('change', () => amount.describe());

  const expiry = field({
    name: 'expires_in',
    label: 'Reserved for',
    options: [['1h', 'an hour'], ['24h', 'a day'], ['168h', '7 days'], ['720h', '30 days']],
    value: '168h',
  });
  const when = choice({
    name: 'when',
    label: 'When',
    options: [
      ['now', 'Now', 'The money arrives at once.'],
      ['later', 'Reserve', 'The money is kept for the recipient until you post or void it.'],
    ],
    change: () => arrange(),
  });
  const arrange = () => {
    expiry.element.hidden = when.read() !== 'later';
  };
  arrange();

  const to = field({ name: 'to_account_id', label: 'To account', hint: 'Its number, in the same currency.', inputmode: 'numeric', autocomplete: 'off', read: readNumber });
  const { element } = moneyForm({
    name: 'transfer',
    label: 'Send money',
    fields: [from, to, amount, referenceField(), when, expiry],
    submit: 'Send',
    order: ({ when: at, expires_in, ...values }) => ({
      path: '/transfers',
      body: stringify({ ...values, currency: chosen().currency, ...(at === 'later' && { pending: true, expires_in }) }),
    }),
    done({ transfer, from_account: account }) {
      const sum = `${show(transfer.amount, account.currency)} to account ${transfer.to_account_id}`;
      go(`transfers/${transfer.id}`, transfer.status === 'pending'
        ? `Reserved: ${sum}, until ${showTime(transfer.expires_at)}. The recipient finds it by its number, ${transfer.id}.`
        : `Sent: ${sum}.`);
    },
  });
  arrange();
  return { title: 'Send money', content: [h('div', { class: 'narrow' }, element)] };
}
