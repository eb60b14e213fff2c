// The balance over time, as a line of steps. The table of entries says the same in
// numbers; here is one sentence for those who do not see the line.

import { h, showTime, svg } from './dom.js';
import { show } from './money.js';

const width = 1000;
const height = 240;
const margin = 6; // for the line not to be cut

// chart draws the balances after the entries, which are the newest first, until now.
export function chart(entries, currency, now) {
  const points = entries.map(({ created_at: text, balance }) => ({ at: Date.parse(text), text, balance })).reverse();
  if (points.length < 2) return '';
  const balances = points.map((point) => point.balance);
  const most = balances.reduce((a, b) => (a > b ? a : b));
  const least = balances.reduce((a, b) => (a < b ? a : b));
  const floor = least < 0n ? least : 0n; // money is seen from zero
  const [first, last] = [points[0], points.at(-1)];
  const span = Math.max(now - first.at, last.at - first.at, 1);

  // A million steps are finer than any screen, and small enough for a Number.
  const share = (balance) => (most === floor ? 0 : Number(((balance - floor) * 1_000_000n) / (most - floor)) / 1_000_000);
  const x = (at) => ((at - first.at) / span) * width;
  const y = (balance) => height - margin - share(balance) * (height - 2 * margin);
  const round = (n) => n.toFixed(1);

  let line = `M0 ${round(y(first.balance))}`;
  for (const point of points.slice(1)) line += `H${round(x(point.at))}V${round(y(point.balance))}`;
  line += `H${width}`;

  const summary = `Balance from ${showTime(first.text)} until now: first ${show(first.balance, currency)}, last ${show(last.balance, currency)}, `
    + `highest ${show(most, currency)}, lowest ${show(least, currency)}.`;
  const rule = svg('line', { class: 'cursor', y1: 0, y2: height, visibility: 'hidden' });
  const reading = h('p', { class: 'reading soft', 'aria-hidden': 'true' });

  const read = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = first.at + ((event.clientX - box.left) / box.width) * span;
    const point = points.findLast((p) => p.at <= at) ?? first;
    const place = x(point.at);
    rule.setAttribute('x1', place);
    rule.setAttribute('x2', place);
    rule.setAttribute('visibility', 'visible');
    reading.textContent = `${showTime(point.text)}: ${show(point.balance, currency)}`;
  };

  return h('figure', { class: 'chart' },
    h('div', { class: 'scale soft', 'aria-hidden': 'true' }, h('span', {}, show(most, currency)), h('span', {}, show(floor, currency))),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': summary, pointermove: read, pointerdown: read },
      svg('path', { class: 'area', d: `${line}V${height}H0Z` }),
      svg('path', { class: 'line', d: line }),
      rule),
    h('div', { class: 'span soft', 'aria-hidden': 'true' }, h('span', {}, showTime(first.text)), h('span', {}, 'now')),
    reading);
}
