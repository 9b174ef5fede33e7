// Pages that are small enough to be a dialog over the page they were called from. Without scripts they stay pages.
import { isDirty } from './forms.js';

export function startDialogs(start) {
  const dialog = document.getElementById('dialog');
  if (!dialog || typeof dialog.showModal !== 'function') return;
  let opener = null;
  let closing = false;

  async function open(link) {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const content = page.querySelector('[data-dialog-content]');
    if (!answer.ok || !content) {
      // Signed out, or gone: let the page say it.
      location.assign(link.href);
      return;
    }
    const heading = content.querySelector('h1');
    const lesser = document.createElement('h2');
    lesser.id = heading.id;
    lesser.append(...heading.childNodes);
    heading.replaceWith(lesser);
    dialog.replaceChildren(document.adoptNode(content));
    dialog.className = link.dataset.dialog;
    start(dialog);
    opener = link;
    history.pushState({ dialog: true }, '');
    closing = false;
    dialog.showModal();
  }

  function mayClose() {
    const form = dialog.querySelector('form[data-ask-before-leaving]');
    return !form || !isDirty(form) || confirm('Discard what you typed?');
  }

  // Closing goes back over the entry that opening made, so that Back never meets a closed dialog.
  function close() {
    closing = true;
    if (history.state?.dialog) history.back();
    else dialog.close();
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-dialog]');
    if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      open(link).catch(() => location.assign(link.href));
    }
    if (dialog.open && event.target.closest('[data-close]') && dialog.contains(event.target)) {
      event.preventDefault();
      if (mayClose()) close();
    }
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (mayClose()) close();
  });
  dialog.addEventListener('close', () => {
    dialog.replaceChildren();
    (opener?.closest('details.menu')?.querySelector('summary') ?? opener)?.focus();
  });
  window.addEventListener('popstate', () => {
    if (!dialog.open) return;
    if (closing || mayClose()) dialog.close();
    // Back was pressed, and declined: the entry of the dialog is there again.
    else history.pushState({ dialog: true }, '');
  });
  // The entry of a dialog that is gone, as after a reload, means nothing.
  if (history.state?.dialog) history.replaceState(null, '');
}
