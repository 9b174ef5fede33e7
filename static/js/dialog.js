// Pages that are small enough to be a dialog over the page they were called from. Without scripts they stay pages.
import { isDirty } from './forms.js';
import { askFirst, patiently } from './sending.js';
import { tell } from './telling.js';
import { say } from './words.js';

export function startDialogs(start) {
  const dialog = document.getElementById('dialog');
  if (!dialog || typeof dialog.showModal !== 'function') return;
  let opener = null;
  let closing = false;
  // What was typed came back from the server as it was: the fields alone don't tell any more.
  let typed = false;

  function fill(content) {
    const heading = content.querySelector('h1');
    const lesser = document.createElement('h2');
    lesser.id = heading.id;
    lesser.append(...heading.childNodes);
    heading.replaceWith(lesser);
    dialog.replaceChildren(document.adoptNode(content));
    const form = dialog.querySelector('form[data-check]');
    if (form) check(form);
    // The browser says here what is left out; the server would on a page of its own.
    else for (const plain of dialog.querySelectorAll('form')) plain.noValidate = false;
    start(dialog);
  }

  function contentOf(text) {
    return new DOMParser().parseFromString(text, 'text/html').querySelector('[data-dialog-content]');
  }

  // Asks first whether the form is in order, so that its faults are told here and not on a page of their own.
  function check(form) {
    askFirst(form, {
      ask(signal) {
        const body = new URLSearchParams(new FormData(form));
        body.set('check', 'yes');
        // Not form.action: that is the boxes of this name.
        return fetch(form.getAttribute('action'), { method: 'POST', body, signal });
      },
      async heed(answer) {
        const content = answer.status === 200 && contentOf(await answer.text());
        // Without faults, or closed meanwhile.
        if (!content || !form.isConnected) return false;
        typed = true;
        fill(content);
        dialog.querySelector('#summary')?.focus();
        return true;
      },
    });
  }

  async function open(link) {
    const pressed = link.closest('details.menu')?.querySelector('summary') ?? link;
    if (pressed.getAttribute('aria-busy')) return;
    for (const state of ['aria-busy', 'aria-disabled']) pressed.setAttribute(state, 'true');
    let [answer, text, slow] = [null, '', false];
    try {
      const fetched = async (signal) => {
        answer = await fetch(link.href, { signal });
        text = await answer.text();
      };
      await patiently(fetched, () => {
        slow = true;
        tell(say('notAnsweredYet'), { trouble: true });
      });
    } catch {
      tell(say('notReached'), { trouble: true });
      return;
    } finally {
      for (const state of ['aria-busy', 'aria-disabled']) pressed.removeAttribute(state);
    }
    if (slow) tell('');
    const content = contentOf(text);
    if (!answer.ok || !content) {
      // Signed out, or gone: let the page say it.
      location.assign(link.href);
      return;
    }
    dialog.className = link.dataset.dialog;
    typed = false;
    fill(content);
    opener = link;
    history.pushState({ dialog: true }, '');
    closing = false;
    dialog.showModal();
    // What has the focus may be long, and the heading comes before it.
    dialog.scrollTop = 0;
  }

  function mayClose() {
    const form = dialog.querySelector('form[data-ask-before-leaving]');
    return !form || (!typed && !isDirty(form)) || confirm(say('discard'));
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
      open(link);
    }
    if (dialog.open && event.target.closest('[data-close]') && dialog.contains(event.target)) {
      event.preventDefault();
      if (mayClose()) close();
    }
  });
  // A browser that was told no closes at the next Escape without asking, unless something was done in between.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (event.target.type === 'search' && event.target.value) return;
    event.preventDefault();
    if (mayClose()) close();
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
