// The user's accounts, and opening one.

import { get, post, query } from './api.js';
import { h } from './dom.js';
import { field, form } from './form.js';
import { stringify } from './json.js';
import { currencies, currencyName, show } from './money.js';

const pageSize = 10;

// ownAccounts returns all accounts of the user, in the order of their ids. There is
// at most one in each currency.
export async function ownAccounts() {
  const all = [];
  for (let page = 1; ; page++) {
    const accounts = await get(`/accounts${query({ page_id: page, page_size: pageSize })}`);
    all.push(...accounts);
    if (accounts.length < pageSize) return all;
  }
}

// reservedOf returns what of the balance is kept for pending transfers.
export const reservedOf = (account) => account.balance - account.available;

const card = (account) => h('li', {}, h('a', { class: 'card', href: `#accounts/${account.id}` },
  h('span', { class: 'soft' }, currencyName(account.currency)),
  h('span', { class: 'amount large' }, show(account.balance, account.currency)),
  reservedOf(account) > 0n && h('span', {}, `${show(account.available, account.currency)} available`),
  h('span', { class: 'soft' }, `Account ${account.id}`)));

export async function accounts(go) {
  const own = await ownAccounts();
  const free = currencies.filter((currency) => !own.some((account) => account.currency === currency));
  const { element } = form({
    label: 'Open an account',
    fields: [field({
      name: 'currency',
      label: 'Currency',
      options: [['', 'Choose a currency'], ...free.map((currency) => [currency, `${currency} – ${currencyName(currency)}`])],
    })],
    submit: 'Open account',
    async send(values) {
      const account = await post('/accounts', stringify(values));
      go(`accounts/${account.id}`, `Your account in ${account.currency} is open. Its number is ${account.id}.`);
    },
  });
  return {
    title: 'Accounts',
    content: [
      own.length
        ? h('ul', { class: 'cards' }, own.map(card))
        : h('p', {}, 'You have no account yet. Open one in any currency: others can then send you money by its number.'),
      h('section', { class: 'narrow', 'aria-labelledby': 'open' }, h('h2', { id: 'open' }, 'Open an account'), element),
    ],
  };
}
