// The page that shows an invitation's link: copying it, and taking it out of the browser again.
import { copy, select } from './reveal.js';

export function startInvitation(root) {
  const page = root.querySelector('[data-link-once]');
  if (!page) return;
  const button = page.querySelector('[data-copy]');
  const link = page.querySelector(button.dataset.copy);
  const said = page.querySelector('[data-copied]');

  link.addEventListener('focus', () => select(link));
  button.addEventListener('click', async () => {
    said.textContent = '';
    const copied = await copy(link);
    if (!copied) select(link);
    said.textContent = copied ? 'Copied.' : 'Could not copy. It is selected: copy it by hand.';
  });
  // Browsers may keep a left page in memory and show it again on Back: what they keep must have no link.
  window.addEventListener('pagehide', () => { link.textContent = ''; });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.replace(page.dataset.linkOnce);
  });
}
