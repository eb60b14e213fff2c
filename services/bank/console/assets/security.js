// Sessions and the password.

import { get, post, remove } from './api.js';
import { h, time } from './dom.js';
import { field, form } from './form.js';
import { stringify } from './json.js';
import * as session from './session.js';

export async function security(go) {
  return {
    title: 'Security',
    content: [sessions(go, await get('/sessions')), password(go)],
  };
}

// browserOf returns the best known names in a user agent, which has many.
function browserOf(agent) {
  const find = (names) => names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = find([[/Edg/, 'Edge'], [/Firefox/, 'Firefox'], [/Chrom/, 'Chrome'], [/Safari/, 'Safari']]);
  const system = find([[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS/, 'macOS'], [/Linux/, 'Linux']]);
  return browser && system ? `${browser} on ${system}` : agent || 'An unknown program';
}

function sessions(go, list) {
  const open = (s) => Date.parse(s.expires_at) > Date.now();
  const others = list.filter((s) => !s.current && open(s));
  const item = (s, i) => h('li', {},
    h('div', {},
      h('strong', {}, browserOf(s.user_agent)), s.current ? h('span', { class: 'badge booked' }, 'This one') : '',
      h('p', { class: 'soft' }, `From ${s.client_ip}, since `, time(s.created_at), ', until ', time(s.expires_at), ' at the latest.')),
    s.current ? '' : form({
      submit: 'End',
      kind: '',
      name: `End the session of ${browserOf(s.user_agent)}, number ${i}`, // what the button is called alone
      async send() {
        await remove(`/sessions/${s.id}`);
        go('security', 'The session has ended.');
      },
    }).element);
  const all = form({
    submit: 'End all others',
    kind: 'danger',
    async send() {
      const { ended } = await remove('/sessions');
      go('security', ended === 1n ? 'One session has ended.' : `${ended} sessions have ended.`);
    },
  });
  return h('section', { 'aria-labelledby': 'sessions' },
    h('h2', { id: 'sessions' }, 'Sessions'),
    h('p', {}, 'Where you are logged in. End what you do not know, and then change your password.'),
    h('ul', { class: 'rows' }, list.filter(open).map(item)),
    others.length > 1 ? all.element : '');
}

function password(go) {
  const { element } = form({
    label: 'Change password',
    fields: [
      field({ name: 'current_password', label: 'Current password', type: 'password', autocomplete: 'current-password' }),
      field({ name: 'new_password', label: 'New password', type: 'password', hint: 'At least 6 characters. A sentence is good.', autocomplete: 'new-password' }),
    ],
    submit: 'Change password',
    async send(values) {
      await post('/users/password', stringify(values));
      session.end();
      go('login', 'Your password has been changed, and all sessions have ended. Log in with the new one.');
    },
  });
  return h('section', { class: 'narrow', 'aria-labelledby': 'password' },
    h('h2', { id: 'password' }, 'Password'),
    h('p', {}, 'A new password ends all your sessions, this one too.'),
    element);
}
