// Copying a text, and selecting it for those who copy by hand.
import { tell } from './telling.js';
import { say } from './words.js';

// Selects an element's text, so that copying by hand is one key away.
export function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// Whether the text got into the clipboard. Without a secure context there is only the old way, which may refuse.
async function copy(element) {
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

// Copies, and says in `said` whether it worked.
export async function copyAndSay(element, said) {
  const copied = await copy(element);
  if (!copied) select(element);
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  said.textContent = copied ? say('copied') : say('notCopied', { keys: mac ? '⌘' : say('controlKey') });
  said.classList.toggle('failed', !copied);
  return copied;
}

// Says it in the status region instead.
function tellFrom(said) {
  tell(said.textContent, { trouble: true });
  said.textContent = '';
}

// Texts to be passed on, each with its button.
export function startPassages(root) {
  for (const passage of root.querySelectorAll('[data-passage]')) {
    passage.querySelector('[data-copy-passage]').addEventListener('click', () => {
      copyAndSay(passage.querySelector('.passage'), passage.querySelector('[data-copied]'));
    });
  }
}

// The buttons beside what is there to be copied.
export function startCopies(root) {
  for (const button of root.querySelectorAll('[data-copies]')) {
    button.addEventListener('click', async () => {
      const said = document.querySelector('[data-copied]');
      said.textContent = '';
      if (!await copyAndSay(document.querySelector(button.dataset.copies), said)) {
        // The button itself shows that it has copied; that it has not is said where one sees it from any row.
        if (!button.closest('.secret-box')) tellFrom(said);
        return;
      }
      button.dataset.copied = 'yes';
      setTimeout(() => { delete button.dataset.copied; }, 2500);
    });
  }
}
