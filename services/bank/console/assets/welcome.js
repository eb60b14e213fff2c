// Logging in and signing up.

import { logIn, postOpenly } from './api.js';
import { h } from './dom.js';
import { field, form } from './form.js';

const username = (hint) => field({ name: 'username', label: 'Username', hint, autocomplete: 'username', maxlength: 64 });

export function logInView(go) {
  const { element } = form({
    label: 'Log in',
    fields: [username(), field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })],
    submit: 'Log in',
    async send(values) {
      await logIn(values);
      go('accounts');
    },
  });
  return {
    title: 'Log in',
    narrow: true,
    content: [element, h('p', {}, 'New here? ', h('a', { href: '#signup' }, 'Become a customer'), '.')],
  };
}

export function signUp(go) {
  const { element } = form({
    label: 'Become a customer',
    fields: [
      field({ name: 'full_name', label: 'Full name', autocomplete: 'name', autocapitalize: 'words', maxlength: 200 }),
      field({ name: 'email', label: 'Email', type: 'email', autocomplete: 'email', maxlength: 254 }),
      username('Letters a to z and digits, at most 64.'),
      field({ name: 'password', label: 'Password', type: 'password', hint: 'At least 6 characters. A sentence is good.', autocomplete: 'new-password' }),
    ],
    submit: 'Become a customer',
    async send(values) {
      await postOpenly('/users', values);
      await logIn({ username: values.username, password: values.password });
      go('accounts', `Welcome, ${values.full_name}.`);
    },
  });
  return {
    title: 'Become a customer',
    narrow: true,
    content: [element, h('p', {}, 'You are one? ', h('a', { href: '#login' }, 'Log in'), '.')],
  };
}
