// Copying what an element shows, and saying whether it worked.

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

// What to say instead of "Copied".
export function notCopied(element) {
  select(element);
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  return `Could not copy. It is selected: press ${mac ? '⌘' : 'Ctrl+'}C.`;
}

export function startCopies(root) {
  for (const button of root.querySelectorAll('[data-copies]')) {
    button.addEventListener('click', async () => {
      const element = document.querySelector(button.dataset.copies);
      const said = document.querySelector('[data-copied]');
      said.textContent = '';
      if (!await copy(element)) {
        said.textContent = notCopied(element);
        return;
      }
      said.textContent = 'Copied.';
      button.dataset.copied = 'yes';
      setTimeout(() => { delete button.dataset.copied; }, 2500);
    });
  }
}
