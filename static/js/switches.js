// The switch in the list acts in place: the server's answer is the list itself, of which the row is taken over, or all
// of it where the row no longer fits the filters.
import { say } from './words.js';

// The id of the row; of none where it is not a token that is switched.
function rowOf(form) {
  return `token-${/tokens\/([0-9a-f]+)\//.exec(form.action)?.[1]}`;
}

// Says a result in the page's status region; Undo stays outside of it.
function tell(text, undo) {
  const flash = document.getElementById('flash');
  flash.querySelector('[data-undo]')?.remove();
  document.getElementById('flash-text').textContent = text;
  if (undo) flash.append(document.importNode(undo, true));
}

async function act(form, start) {
  const button = form.querySelector('button');
  const checked = button.getAttribute('aria-checked');
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  if (checked) button.setAttribute('aria-checked', String(checked !== 'true'));
  const putBack = (why) => {
    button.removeAttribute('aria-busy');
    if (checked) button.setAttribute('aria-checked', checked);
    tell(why);
  };
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok) {
      putBack(page.querySelector('main p:not(#flash-text)')?.textContent ?? say('notSaved'));
      return;
    }
    const list = page.getElementById('application-tokens');
    if (!list) {
      // Signed out meanwhile: the page as it is now.
      location.assign(answer.url);
      return;
    }
    const id = rowOf(form);
    const [row, fresh] = [document.getElementById(id), page.getElementById(id)];
    const [old, its] = row && fresh ? [row, fresh] : [document.getElementById('application-tokens'), list];
    old.replaceWith(document.adoptNode(its));
    start(its);
    tell(page.getElementById('flash-text').textContent, page.querySelector('#flash [data-undo]'));
    (document.getElementById(id)?.querySelector('[role=switch]') ?? document.querySelector('#flash button'))?.focus();
  } catch {
    putBack(say('notReached'));
  }
}

export function startSwitches(start) {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const inList = form.matches('[data-switch]')
      || (form.matches('[data-undo]') && document.getElementById(rowOf(form)));
    if (!inList) return;
    event.preventDefault();
    act(form, start);
  });
}
