// Transfers: the list, and each with what may be done with it.

import { download, get, query } from './api.js';
import { h, say, showTime, time } from './dom.js';
import { field, form } from './form.js';
import { stringify } from './json.js';
import { plain, show } from './money.js';
import { moneyForm } from './move.js';
import { ownAccounts } from './accounts.js';
import { amountField, readNumber, referenceField } from './send.js';

const pageSize = 20;

const statuses = { booked: 'Booked', pending: 'Pending', posted: 'Posted', voided: 'Voided', expired: 'Expired' };

const badge = ({ status }) => h('span', { class: `badge ${status}` }, statuses[status] ?? status);

// ownership returns what of a transfer is the user's, and its currency. Both accounts
// have the same, and one is the user's, but for those who may see any.
async function ownership() {
  const own = new Map((await ownAccounts()).map((account) => [account.id, account]));
  return async ({ from_account_id: from, to_account_id: to }) => ({
    pays: own.has(from),
    receives: own.has(to),
    currency: (own.get(from) ?? own.get(to) ?? await get(`/accounts/${from}`)).currency,
  });
}

// byNumber finds what is far down the list.
function byNumber(go) {
  const { element } = form({
    label: 'Find a transfer',
    fields: [field({ name: 'id', label: 'Number', hint: 'Also of one that is pending.', inputmode: 'numeric', autocomplete: 'off', read: readNumber })],
    submit: 'Show',
    kind: '',
    send: ({ id }) => go(`transfers/${id}`),
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'number' }, h('h2', { id: 'number' }, 'Find a transfer'), element);
}

export async function transfers(go) {
  const [of, page] = await Promise.all([ownership(), get(`/transfers${query({ limit: pageSize })}`)]);
  if (!page.transfers.length) {
    return { title: 'Transfers', content: [h('p', {}, 'There are none yet. ', h('a', { href: '#transfer' }, 'Send money'), '.'), byNumber(go)] };
  }
  const row = async (transfer) => {
    const { pays, receives, currency } = await of(transfer);
    const between = pays && receives ? `From account ${transfer.from_account_id} to ${transfer.to_account_id}`
      : pays ? `To account ${transfer.to_account_id}`
        : receives ? `From account ${transfer.from_account_id}`
          : `From account ${transfer.from_account_id} to ${transfer.to_account_id}`;
    return h('tr', { role: 'row' },
      h('td', { role: 'cell' }, time(transfer.created_at)),
      h('td', { role: 'cell' },
        h('a', { href: `#transfers/${transfer.id}` }, between),
        transfer.reference ? h('span', { class: 'reference' }, transfer.reference) : null),
      h('td', { role: 'cell' }, badge(transfer)),
      h('td', { role: 'cell', class: pays || !receives ? 'amount' : 'amount in' }, (pays === receives ? '' : pays ? '\u2212' : '+') + show(transfer.amount, currency)));
  };
  const rowsOf = (list) => Promise.all(list.map(row));
  let cursor = page.next_cursor;
  const body = h('tbody', { role: 'rowgroup' }, await rowsOf(page.transfers));
  const more = form({
    submit: 'Show older transfers',
    kind: '',
    async send() {
      const older = await get(`/transfers${query({ limit: pageSize, cursor })}`);
      const rows = await rowsOf(older.transfers);
      body.append(...rows);
      cursor = older.next_cursor;
      say(`${rows.length} older ${rows.length === 1 ? 'transfer' : 'transfers'} shown${cursor ? '.' : ', down to the first.'}`);
      if (cursor) return;
      more.element.remove(); // and with it the focus
      rows[0]?.querySelector('a').focus();
    },
  });
  return {
    title: 'Transfers',
    content: [
      h('table', { role: 'table', class: 'transfers', 'aria-label': 'Transfers' },
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['When', 'What', 'Status', 'Amount'].map((text, i) =>
          h('th', { role: 'columnheader', scope: 'col', class: i === 3 && 'amount' }, text)))),
        body),
      cursor ? more.element : '',
      byNumber(go),
    ],
  };
}

export async function transfer(go, id) {
  const [of, shown] = await Promise.all([ownership(), get(`/transfers/${id}`)]);
  const { pays, receives, currency } = await of(shown);
  const link = (number, own) => (own ? h('a', { href: `#accounts/${number}` }, `account ${number}`) : `account ${number}`);
  const other = (number) => h('a', { href: `#transfers/${number}` }, `transfer ${number}`);
  const facts = [
    ['Amount', h('strong', { class: 'amount' }, show(shown.amount, currency))],
    ['Status', badge(shown)],
    ['From', link(shown.from_account_id, pays)],
    ['To', link(shown.to_account_id, receives)],
    ['When', time(shown.created_at)],
    shown.reference && ['Reference', shown.reference],
    shown.status === 'pending' && ['Expires', time(shown.expires_at)],
    shown.posted_amount !== undefined && ['Posted', show(shown.posted_amount, currency)],
    shown.posted_transfer_id && ['Posted by', other(shown.posted_transfer_id)],
    shown.ended_at && ['Ended', time(shown.ended_at)],
    shown.posts_transfer_id && ['Posts', other(shown.posts_transfer_id)],
    shown.reverses_transfer_id && ['Takes back', other(shown.reverses_transfer_id)],
  ].filter(Boolean);
  return {
    title: `Transfer ${id}`,
    content: [
      h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      shown.status === 'booked' && receipt(id),
      shown.status === 'pending' && pays && post(go, shown, currency),
      shown.status === 'pending' && (pays || receives) && cancel(go, shown, pays),
    ].filter(Boolean),
  };
}

function receipt(id) {
  const { element } = form({
    submit: 'Download receipt',
    kind: '',
    async send() {
      await download(`/transfers/${id}/receipt`, `transfer-${id}-receipt.json`);
      say('The receipt has been downloaded.');
    },
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'receipt' },
    h('h2', { id: 'receipt' }, 'Receipt'),
    h('p', {}, 'A file, signed by the bank, with which anybody can check that this transfer is in its books: ', h('code', {}, 'bank verify-receipt'), '.'),
    element);
}

// post lets the payer send what was reserved, or less.
function post(go, { id, amount, expires_at: expires, to_account_id: to }, currency) {
  const sum = amountField(() => currency, { value: plain(amount, currency) });
  sum.describe(`At most the ${show(amount, currency)} that are reserved; what is left of it is free again. `);
  const { element } = moneyForm({
    name: `post.${id}`,
    label: 'Post',
    fields: [sum, referenceField()],
    submit: 'Post',
    order: (values) => ({ path: `/transfers/${id}/post`, body: stringify(values) }),
    done({ transfer: posted }) {
      go(`transfers/${posted.id}`, `Sent: ${show(posted.amount, currency)} to account ${to}.`);
    },
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'post' },
    h('h2', { id: 'post' }, 'Post'),
    h('p', {}, `Send the money that is reserved. After ${showTime(expires)} it is free again.`),
    element);
}

// cancel lets either side end the reservation.
function cancel(go, { id }, pays) {
  const { element } = moneyForm({
    name: `void.${id}`,
    submit: 'Void',
    kind: 'danger',
    order: () => ({ path: `/transfers/${id}/void`, body: undefined }),
    done: () => go(`transfers/${id}`, 'Voided: nothing is reserved any more.'),
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'void' },
    h('h2', { id: 'void' }, 'Void'),
    h('p', {}, pays ? 'End the reservation: the money stays with you.' : 'Decline: the money stays with the sender.'),
    element);
}
