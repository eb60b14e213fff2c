// One account: its balance over time, its entries, its statement.

import { bankTime, download, get, query } from './api.js';
import { chart } from './chart.js';
import { h, say, time } from './dom.js';
import { field, form } from './form.js';
import { currencyName, show, showChange } from './money.js';
import { reservedOf } from './accounts.js';

const pageSize = 25;

export async function account(go, id) {
  const [account, newest] = await Promise.all([get(`/accounts/${id}`), entriesOf(id)]);
  const { currency } = account;
  const reserved = reservedOf(account);
  return {
    title: `Account ${id}`,
    content: [
      h('p', { class: 'balance' },
        h('span', { class: 'soft' }, currencyName(currency)),
        h('span', { class: 'amount huge' }, show(account.balance, currency))),
      reserved > 0n && h('p', {}, `${show(account.available, currency)} available; ${show(reserved, currency)} reserved for pending transfers.`),
      h('p', {}, h('a', { class: 'button', href: `#transfer?from=${id}` }, 'Send money')),
      entries(account, newest),
      statement(account, newest.entries),
    ].filter(Boolean),
  };
}

const entriesOf = (id, cursor) => get(`/accounts/${id}/entries${query({ limit: pageSize, cursor })}`);

// entries shows the newest entries and, on demand, older ones; the chart is of those
// that are shown.
function entries(account, { entries: shown, next_cursor: cursor }) {
  const { id, currency } = account;
  const section = h('section', { 'aria-labelledby': 'entries' });
  const heading = h('h2', { id: 'entries' }, 'Entries');
  if (!shown.length) {
    section.append(heading, h('p', {}, `Nothing has moved yet. To be sent money, tell people the account’s number, ${id}.`));
    return section;
  }
  const row = (entry) => h('tr', { role: 'row' },
    h('td', { role: 'cell' }, time(entry.created_at)),
    h('td', { role: 'cell' },
      h('a', { href: `#transfers/${entry.transfer_id}` }, entry.amount < 0n ? 'To ' : 'From ', `account ${entry.counterparty_account_id}`),
      entry.reference ? h('span', { class: 'reference' }, entry.reference) : null),
    h('td', { role: 'cell', class: entry.amount < 0n ? 'amount' : 'amount in' }, showChange(entry.amount, currency)),
    h('td', { role: 'cell', class: 'amount soft' }, show(entry.balance, currency)));
  const body = h('tbody', { role: 'rowgroup' }, shown.map(row));
  const figure = h('div', {}, chart(shown, currency, bankTime()));
  const all = [...shown];
  const more = form({
    submit: 'Show older entries',
    kind: '',
    async send() {
      const older = await entriesOf(id, cursor);
      const rows = older.entries.map(row);
      all.push(...older.entries);
      body.append(...rows);
      figure.replaceChildren(chart(all, currency, bankTime()));
      cursor = older.next_cursor;
      say(`${rows.length} older ${rows.length === 1 ? 'entry' : 'entries'} shown${cursor ? '.' : ', down to the first.'}`);
      if (cursor) return;
      more.element.remove(); // and with it the focus
      rows[0]?.querySelector('a').focus();
    },
  });
  section.append(
    heading,
    figure,
    h('table', { role: 'table', class: 'entries', 'aria-labelledby': 'entries' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['When', 'What', 'Amount', 'Balance after'].map((text, i) =>
        h('th', { role: 'columnheader', scope: 'col', class: i > 1 && 'amount' }, text)))),
      body),
    cursor ? more.element : '',
  );
  return section;
}

// day writes the local day of a time as a field for days has it.
const day = (at) => [String(at.getFullYear()).padStart(4, '0'), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, '0')).join('-');

// midnight returns when a local day begins, or the one that is so many days later.
const midnight = (text, later = 0) => {
  const [year, month, date] = text.split('-').map(Number);
  return new Date(year, month - 1, date + later);
};

function statement({ id, currency, created_at: opened }, newest) {
  const from = field({ name: 'from', label: 'From', type: 'date', value: day(new Date(opened)) });
  const to = field({ name: 'to', label: 'To and including', type: 'date', value: day(bankTime()) });
  const { element } = form({
    label: 'Statement',
    fields: [from, to],
    submit: 'Download statement',
    kind: '',
    async send(values) {
      // The bank states what is over, and tells its time by the second. What is shown is over, too.
      const now = Math.max(bankTime(), newest.length ? Date.parse(newest[0].created_at) + 1 : 0);
      const span = [midnight(values.from), new Date(Math.min(midnight(values.to, 1), now))];
      if (span[0] >= span[1]) {
        to.refuse('This is before the first day.');
        to.focus();
        return;
      }
      const [first, end] = span.map((time) => time.toISOString());
      await download(`/accounts/${id}/statement.csv${query({ from: first, to: end })}`, `account-${id}-${currency}-${values.from}-${values.to}.csv`);
      say('The statement has been downloaded.');
    },
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'statement' },
    h('h2', { id: 'statement' }, 'Statement'),
    h('p', { class: 'soft' }, 'A file for spreadsheets: the opening balance, each entry, and the closing balance.'),
    element);
}
