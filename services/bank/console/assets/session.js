// Who is logged in, in this tab and in the others.
//
// The tokens are in memory and in sessionStorage. Against a script of somebody
// else's neither is a safe place, and there is none: what this page can send, such a
// script could send as well. Hence the content security policy, which lets no
// script in but the bank's own files, and none from markup. What the place does
// decide is how long the tokens stay: sessionStorage outlives a reload, but not the
// tab, where localStorage would leave them to the next user of the computer, and a
// cookie would be sent by other sites' forms.
//
// A refresh token is good once, and showing a spent one ends the session. So tabs
// that share a session renew one at a time, under a lock, and whoever has the
// lock first asks the others whether they have newer tokens.

const stored = 'simplebank.session';
const renewing = 'simplebank.renewing'; // the lock
const open = 'simplebank.open'; // a lock that every tab shares for as long as it is open
const patience = 500; // milliseconds that another tab may take to answer; a frozen one never does

const tab = crypto.randomUUID();
const others = new BroadcastChannel('simplebank');

let session = JSON.parse(sessionStorage.getItem(stored));
let onChange = () => {};

export const current = () => session;

// watch has the function called with why, when another tab has logged out ('out')
// or has newer tokens ('in').
export function watch(listener) {
  onChange = listener;
}

function keep(next) {
  session = next;
  sessionStorage.setItem(stored, JSON.stringify(session));
}

// tokens returns what is kept of an answer that has tokens. How long the access
// token is good is counted from the bank's time: the clock here may be wrong. The
// last tenth of that is left for the way.
const tokens = (answer, bankTime) => ({
  access: answer.access_token,
  refresh: answer.refresh_token,
  goodUntil: Date.now() + 0.9 * (Date.parse(answer.access_token_expires_at) - bankTime),
});

// begin starts the session of an answer to a log-in.
export function begin(answer, bankTime) {
  const { session_id: id, user } = answer;
  keep({ id, username: user.username, generation: 0, ...tokens(answer, bankTime) });
  others.postMessage({ session });
}

// end forgets the session, here and in other tabs. What move.js keeps of its user
// stays: without it money could move twice.
export function end() {
  if (session) others.postMessage({ ended: session.id });
  forget();
}

function forget() {
  session = null;
  sessionStorage.removeItem(stored);
}

// join waits until other tabs know of this one, and takes over the session of one
// of them unless there is one here.
export async function join() {
  await new Promise((granted) => {
    navigator.locks.request(open, { mode: 'shared' }, () => {
      granted();
      return new Promise(() => {});
    });
  });
  if (!session) await ask();
}

// renew gets new tokens by show, which shows the bank a refresh token and returns
// its answer, unless another call or another tab has just done so.
export function renew(stale, show, bankTime) {
  return navigator.locks.request(renewing, async () => {
    if (isNewer(stale)) return;
    await ask();
    if (isNewer(stale)) return;
    const answer = await show(session.refresh);
    keep({ ...session, generation: session.generation + 1, ...tokens(answer, bankTime()) });
    others.postMessage({ session });
  });
}

const isNewer = (stale) => session?.id !== stale.id || session.generation > stale.generation;

// ask returns when every other tab has told its session, or is out of patience.
async function ask() {
  const { held } = await navigator.locks.query();
  let waiting = held.filter((lock) => lock.name === open).length - 1;
  if (waiting < 1) return;
  await new Promise((done) => {
    const replies = ({ data }) => {
      if (data.to === tab && --waiting === 0) finish();
    };
    const finish = () => {
      clearTimeout(timer);
      others.removeEventListener('message', replies);
      done();
    };
    const timer = setTimeout(finish, patience);
    others.addEventListener('message', replies);
    others.postMessage({ from: tab });
  });
}

others.addEventListener('message', ({ data }) => {
  if (data.from) {
    others.postMessage({ to: data.from, session });
  } else if (data.ended) {
    if (session?.id !== data.ended) return;
    forget();
    onChange('out');
  } else if (data.session && (!data.to || data.to === tab)) {
    adopt(data.session, Boolean(data.to));
  }
});

// adopt takes newer tokens of the session over, or a whole session if there is
// none here and this tab has asked. A log-in of the same user elsewhere is told.
function adopt(theirs, asked) {
  if (session ? session.id === theirs.id && session.generation < theirs.generation : asked) {
    keep(theirs);
  } else if (session && session.id !== theirs.id && session.username === theirs.username) {
    onChange('in', theirs);
  }
}

// replace continues with a session of the same user that another tab has begun.
export const replace = keep;
