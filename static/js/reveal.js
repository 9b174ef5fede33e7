// The one page that shows a secret: copying it, and taking it out of the browser again.

// Selects an element's text, so that copying by hand is one key away.
export function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// Whether the text got into the clipboard. Without a secure context there is only the old way, which may refuse.
export async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    select(element);
    try {
      return document.execCommand('copy');
    } catch {
      return false;
    }
  }
}

export function startReveal(root) {
  const reveal = root.querySelector('[data-reveal]');
  if (!reveal) return;
  const secret = reveal.querySelector('[data-secret]');
  const said = reveal.querySelector('[data-copied]');
  const form = reveal.querySelector('[data-confirm-copied]');
  const box = form.querySelector('input[name=copied]');
  const close = form.querySelector('[data-close-window]');
  let leaving = false;

  async function copyAndSay(element) {
    const copied = await copy(element);
    if (!copied) select(element);
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    said.textContent = copied ? 'Copied.' : `Could not copy. It is selected: press ${mac ? '⌘' : 'Ctrl+'}C.`;
    return copied;
  }

  function allowClosing() {
    close.disabled = !box.checked;
  }

  secret.addEventListener('focus', () => select(secret));
  for (const button of reveal.querySelectorAll('[data-copy]')) {
    button.addEventListener('click', async () => {
      said.textContent = '';
      const copied = await copyAndSay(reveal.querySelector(button.dataset.copy));
      if (!copied) return;
      button.dataset.idle ??= button.textContent;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = button.dataset.idle; }, 2500);
    });
  }
  reveal.querySelector('[data-copy-and-close]').addEventListener('click', async () => {
    if (!await copyAndSay(secret)) return;
    box.checked = true;
    allowClosing();
    form.requestSubmit(close);
  });
  box.addEventListener('change', allowClosing);
  form.addEventListener('submit', () => { leaving = true; });
  window.addEventListener('beforeunload', (event) => {
    if (!leaving) event.preventDefault();
  });
  // Browsers may keep a left page in memory and show it again on Back: what they keep must have no secret.
  window.addEventListener('pagehide', () => {
    secret.textContent = '';
    reveal.querySelector('[data-secret-link]').removeAttribute('href');
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.replace(reveal.dataset.reveal);
  });
  allowClosing();
}
