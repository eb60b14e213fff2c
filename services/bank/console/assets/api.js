// Requests to the bank.

import { parse, stringify } from './json.js';
import * as session from './session.js';

// Refusal says why there is no answer to use: what the bank said, or that nothing
// came back.
export class Refusal extends Error {
  constructor(message, { code, status = 0, wait = 0 }) {
    super(message);
    this.code = code;
    this.status = status;
    this.wait = wait; // seconds until it makes sense to try again
  }

  // Whether what was asked for may have been done all the same.
  get unsure() {
    return this.status === 0 || this.status >= 500 || ['request_in_flight', 'not_the_bank'].includes(this.code);
  }
}

// left is thrown when a person would rather leave than log in again.
export const left = new Refusal('You have left.', { code: 'left', status: 401 });

// The codes of a 401 that say that the tokens will not do; not_owner is another.
const tokenCodes = ['invalid_token', 'session_invalid', 'user_not_found'];

let logInAgain = () => Promise.reject(left);

// whenLoggedOut has the function called when the session has ended; what it
// returns is awaited, and the request is then made again.
export function whenLoggedOut(ask) {
  logInAgain = ask;
}

let ahead = 0; // milliseconds, of the bank's clock

// bankTime returns what the bank's clock shows, or up to a second less: the clock
// here may be wrong.
export const bankTime = () => new Date(Date.now() + ahead);

// How long to wait for all of an answer, in milliseconds. The bank itself gives up
// after 15 s, or 45 s if it has begun to answer, and its own word is worth more than
// silence. What changes something gets longer, as doubt about it costs more.
const patience = { read: 20_000, change: 30_000, file: 60_000 };

async function send(method, path, { body, key, token, wait = method === 'GET' ? patience.read : patience.change } = {}) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = `"${key}"`;
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  let content;
  try {
    const signal = AbortSignal.timeout(wait);
    response = await fetch(path, { method, headers, body, signal, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    content = await response.blob();
  } catch {
    throw new Refusal('The bank did not answer. Look at your connection, and try again.', { code: 'no_answer' });
  }
  ahead = (Date.parse(response.headers.get('Date')) || Date.now()) - Date.now();
  if (response.ok) return content;
  const { status } = response;
  let told = {};
  try {
    told = parse(await content.text());
  } catch {
    // Whatever is between here and the bank does not speak JSON.
  }
  throw new Refusal(told.error ?? `The bank answered with status ${status}.`, {
    // Without one, the answer is of something on the way to the bank.
    code: told.code ?? 'not_the_bank',
    status,
    wait: Number(response.headers.get('Retry-After')) || 0,
  });
}

const parsed = async (sent) => parse(await (await sent).text());

// sendAuthorized sends with an access token: a new one if the old one is stale, and
// of a new session of the same user if this one has ended.
async function sendAuthorized(method, path, options) {
  const user = session.current()?.username;
  const theirs = () => {
    const now = session.current();
    if (!now || now.username !== user) throw left; // and maybe somebody else has come
    return now;
  };
  for (let renewals = 0; ; ) {
    const used = theirs();
    try {
      if (Date.now() > used.goodUntil) await renew(used);
      return await send(method, path, { ...options, token: theirs().access });
    } catch (refusal) {
      if (!tokenCodes.includes(refusal.code)) throw refusal;
      if (session.current() !== used) continue; // another call or tab was faster
      if (refusal.code === 'invalid_token' && renewals++ === 0) used.goodUntil = 0;
      else await logInAgain();
    }
  }
}

const showRefresh = (token) => postOpenly('/tokens/renew_access', { refresh_token: token });

const renew = (stale) => session.renew(stale, showRefresh, bankTime);

// get, post and remove return the bank's answer.
export const get = (path) => parsed(sendAuthorized('GET', path));
export const post = (path, body, key) => parsed(sendAuthorized('POST', path, { body, key }));
export const remove = (path) => parsed(sendAuthorized('DELETE', path));

// postOpenly posts without a token.
export const postOpenly = (path, object) => parsed(send('POST', path, { body: stringify(object) }));

// logIn begins a session.
export async function logIn(credentials) {
  session.begin(await postOpenly('/users/login', credentials), bankTime());
}

// logOut ends the session here, and then at the bank; if the bank is away, it will
// expire there.
export async function logOut() {
  const ended = session.current();
  if (!ended) return;
  session.end();
  try {
    let { access } = ended;
    if (Date.now() > ended.goodUntil) {
      access = (await showRefresh(ended.refresh)).access_token;
    }
    await send('DELETE', `/sessions/${ended.id}`, { token: access });
  } catch {
    // There is nothing left to do here.
  }
}

// download saves what is at the path as a file.
export async function download(path, filename) {
  const content = await sendAuthorized('GET', path, { wait: patience.file });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// query makes the query string of the members that have a value.
export function query(object) {
  const members = Object.entries(object).filter(([, value]) => value);
  return members.length ? `?${new URLSearchParams(members)}` : '';
}
