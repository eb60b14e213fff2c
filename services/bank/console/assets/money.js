// Amounts are BigInts of minor units, and text; never floats. How many decimal
// places a currency has is the bank's to say, not the browser's.

import { minorDigits } from './currencies.js';

const most = 2n ** 63n - 1n;

export const currencies = Object.keys(minorDigits);

const names = new Intl.DisplayNames(['en'], { type: 'currency' });

export const currencyName = (currency) => names.of(currency);

// plain writes an amount as it is typed: 1234.50.
export function plain(amount, currency) {
  const digits = minorDigits[currency];
  const text = String(amount < 0n ? -amount : amount).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return (amount < 0n ? '-' : '') + whole + (digits ? `.${text.slice(-digits)}` : '');
}

// show writes an amount for people: 1,234.50 USD, with a true minus sign.
export function show(amount, currency) {
  const [whole, fraction] = plain(amount, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '\u2212');
  return `${grouped}${fraction ? `.${fraction}` : ''}\u00a0${currency}`;
}

// showChange is show with a sign in any case.
export const showChange = (amount, currency) => (amount > 0n ? '+' : '') + show(amount, currency);

// example is an amount as the currency wants it.
export const example = (currency) => '12.345'.slice(0, minorDigits[currency] ? 3 + minorDigits[currency] : 2);

// read returns the amount that the text says, which must be above zero, or throws
// an Error that says what is accepted. A comma is refused: to one half of the world
// 1,234 is a thousand times what it is to the other.
export function read(text, currency) {
  const digits = minorDigits[currency];
  const [, whole, fraction = ''] = text.trim().match(/^(\d+)(?:\.(\d+))?$/) ?? [];
  if (whole === undefined) {
    throw new Error(text.trim() ? `Write digits${digits ? ' with at most one point' : ' only'}, such as ${example(currency)}.` : 'How much?');
  }
  if (fraction.length > digits) {
    throw new Error(digits
      ? `${currency} has ${digits} decimal places: write an amount such as ${example(currency)}.`
      : `${currency} has no decimal places: write an amount such as ${example(currency)}.`);
  }
  const amount = BigInt(whole + fraction.padEnd(digits, '0'));
  if (amount === 0n) throw new Error('The amount must be above zero.');
  if (amount > most) throw new Error(`The bank's largest amount is ${show(most, currency)}.`);
  return amount;
}
