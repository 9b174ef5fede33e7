// The pages that show a secret: copying it, and taking it out of the browser again.
import { copyAndSay, select } from './clipboard.js';
import { say } from './words.js';

// Browsers may keep a left page in memory and show it again on Back: what they keep must have no secret.
// What stays in the history is the page that shows what the secret is of: Back and a reload ask for that one, and send no
// form again.
function forgetOnLeaving(secret, elsewhere) {
  history.replaceState(null, '', elsewhere);
  window.addEventListener('pagehide', () => { secret.textContent = ''; });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

export function startReveal(root) {
  const page = root.querySelector('[data-secret-page]');
  if (page) forgetOnLeaving(page.querySelector('[data-secret]'), page.dataset.secretPage);
  const reveal = root.querySelector('[data-reveal]');
  if (!reveal) return;
  const secret = reveal.querySelector('[data-secret]');
  const said = reveal.querySelector('[data-copied]');
  const form = reveal.querySelector('[data-confirm-copied]');
  const box = form.querySelector('input[name=copied]');
  const close = form.querySelector('[data-close-window]');

  function allowClosing() {
    close.disabled = !box.checked;
  }

  secret.addEventListener('focus', () => select(secret));
  for (const button of reveal.querySelectorAll('[data-copy]')) {
    button.addEventListener('click', async () => {
      said.textContent = '';
      const copied = await copyAndSay(reveal.querySelector(button.dataset.copy), said);
      // The button shows it; who doesn't see it hears it.
      said.classList.toggle('hidden', copied);
      if (!copied) return;
      button.dataset.idle ??= button.textContent;
      button.textContent = say('copiedButton');
      setTimeout(() => { button.textContent = button.dataset.idle; }, 2500);
    });
  }
  reveal.querySelector('[data-copy-and-close]').addEventListener('click', async () => {
    if (!await copyAndSay(secret, said)) return;
    box.checked = true;
    allowClosing();
    form.requestSubmit(close);
  });
  box.addEventListener('change', allowClosing);
  window.addEventListener('beforeunload', (event) => {
    if (!form.dataset.sent) event.preventDefault();
  });
  forgetOnLeaving(secret, reveal.dataset.reveal);
  window.addEventListener('pagehide', () => {
    reveal.querySelector('[data-secret-link]').removeAttribute('href');
  });
  allowClosing();
}
