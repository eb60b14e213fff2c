// Without HTTPS, or this computer at the other end, a password would be for all to
// read on the way, and browsers withhold what the pages need.
if (isSecureContext) {
  const { start } = await import('./app.js');
  await start();
} else {
  const { h } = await import('./dom.js');
  document.getElementById('main').replaceChildren(
    h('h1', {}, 'Not over this connection'),
    h('p', {}, 'A password would travel in the clear. Open the bank with https:// in front of its name, or on the computer that it runs on.'),
  );
}
