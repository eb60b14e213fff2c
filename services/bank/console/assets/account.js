// One account: its balance over time, its entries, its statement.

import { download, get, query } from './api.js';
import { chart } from './chart.js';
import { focus, h, say, time } from './dom.js';
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
        h('span', { class: 'amount huge' }, show(account.balance, currency)),
        h('span', { class: 'soft' }, currencyName(currency))),
      reserved > 0n && h('p', {}, `${show(account.available, currency)} available; ${show(reserved, currency)} reserved for pending transfers.`),
      h('p', {}, h('a', { class: 'button', href: `#transfer?from=${id}` }, 'Send money')),
      entries(account, newest),
      statement(account),
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
    h('td', { role: 'cell', class: 'amount soft' }, h('span', { class: 'narrow-only' }, 'Balance '), show(entry.balance, currency)));
  const body = h('tbody', { role: 'rowgroup' }, shown.map(row));
  const figure = h('div', {}, chart(shown, currency));
  const all = [...shown];
  const more = form({
    submit: 'Show older entries',
    kind: '',
    async send() {
      const older = await entriesOf(id, cursor);
      const rows = older.entries.map(row);
      all.push(...older.entries);
      body.append(...rows);
      figure.replaceChildren(chart(all, currency));
      cursor = older.next_cursor;
      say(`${rows.length} older ${rows.length === 1 ? 'entry' : 'entries'} shown${cursor ? '.' : ', down to the first.'}`);
      if (cursor) return;
      more.element.remove(); // and with it the focus
      focus(rows[0] ?? heading);
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

// midnight returns when the local day begins, some days later, as the bank wants it.
const midnight = (day, later = 0) => {
  if (!day) return undefined;
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
};

function statement({ id, currency }) {
  const day = (name, label) => field({ name, label, type: 'date', optional: true });
  const [from, to] = [day('from', 'From'), day('to', 'To and including')];
  const { element } = form({
    label: 'Statement',
    fields: [from, to],
    submit: 'Download statement',
    kind: '',
    async send(values) {
      if (values.from && values.to && values.from > values.to) {
        to.refuse('This day is before the first.');
        to.focus();
        return;
      }
      const span = query({ from: midnight(values.from), to: midnight(values.to, 1) });
      const name = ['account', id, currency, values.from, values.to].filter(Boolean).join('-');
      await download(`/accounts/${id}/statement.csv${span}`, `${name}.csv`);
      say('The statement has been downloaded.');
    },
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'statement' },
    h('h2', { id: 'statement' }, 'Statement'),
    h('p', { class: 'soft' }, 'A CSV file with the opening balance, each entry, and the closing balance. Without days it is of all time.'),
    element);
}
