// The switch in the list acts in place: the server's answer is the list itself, of which the row is taken over, or all
// of it where the row no longer fits the filters. As long as it isn't known how a token stands, nothing says it is.
import { SLOW, isSignedOut } from './sending.js';
import { signInLink, tell } from './telling.js';
import { say } from './words.js';

// How long until it is asked again how a token stands: twice as long each time, up to the last.
const AGAIN = 2_000;
const AGAIN_AT_MOST = 15_000;

// The id of the row; of none where it is not a token that is switched.
function rowOf(form) {
  return `token-${/tokens\/([0-9a-f]+)\//.exec(form.action)?.[1]}`;
}

function parsed(text) {
  return new DOMParser().parseFromString(text, 'text/html');
}

// What the row shows of its token isn't known from here on; what is returned puts it back.
function leaveOpen(row, words) {
  const button = row.querySelector('[role=switch]');
  const badge = row.querySelector('.badge');
  const [text, look] = [badge.textContent, badge.className];
  button?.setAttribute('aria-busy', 'true');
  badge.textContent = words;
  badge.className = 'badge open';
  return () => {
    button?.removeAttribute('aria-busy');
    badge.textContent = text;
    badge.className = look;
  };
}

// Takes over what a page with the list says of a row; whether it could.
function takeOver(page, id, name, start) {
  const [row, fresh] = [document.getElementById(id), page.getElementById(id)];
  const lists = [document, page].map((where) => where.getElementById('application-tokens'));
  const [old, its] = row && fresh ? [row, fresh] : lists;
  if (!old || !its) return false;
  // Whoever went on meanwhile stays where they are.
  const here = document.activeElement === document.body || old.contains(document.activeElement);
  const top = old.getBoundingClientRect().top;
  old.replaceWith(document.adoptNode(its));
  start(its);
  const said = page.getElementById('flash-text').textContent;
  const undo = page.querySelector('#flash [data-undo]');
  const now = document.getElementById(id)?.querySelector('[role=switch]');
  const stands = now?.getAttribute('aria-checked') === 'true' ? 'isActive' : 'isInactive';
  const known = document.getElementById(id) ? stands : 'isGone';
  const trouble = page.getElementById('flash').classList.contains('trouble');
  tell(said || say(known, { name }), { trouble, beside: undo && document.importNode(undo, true) });
  // What is said may take more lines than before: the pointer stays on the row that it was on.
  window.scrollBy(0, its.getBoundingClientRect().top - top);
  if (here) (now ?? document.querySelector('#flash button'))?.focus();
  return true;
}

// Asks until it is known how the token stands.
async function findOut(id, name, start) {
  let toldOfSession = false;
  for (let wait = AGAIN; document.getElementById(id); wait = Math.min(2 * wait, AGAIN_AT_MOST)) {
    await new Promise((resolve) => { setTimeout(resolve, wait); });
    try {
      const answer = await fetch(location.href.split('#')[0]);
      if (isSignedOut(answer)) {
        if (!toldOfSession) tell(say('switchSignedOut', { name }), { trouble: true, beside: signInLink() });
        toldOfSession = true;
      } else if (answer.ok && takeOver(parsed(await answer.text()), id, name, start)) return;
    } catch {
      // There is still no answer.
    }
  }
}

async function act(form, row, start) {
  if (row.querySelector('[role=switch][aria-busy]')) return;
  const { id } = row;
  const name = row.querySelector('.name').textContent;
  const body = new URLSearchParams(new FormData(form));
  const on = new URL(form.action).pathname.endsWith('/activation');
  tell(say(on ? 'activatingToken' : 'deactivatingToken', { name }));
  const putBack = leaveOpen(row, say(on ? 'activating' : 'deactivating'));
  const slow = setTimeout(() => tell(say('switchNotAnswered', { name }), { trouble: true }), SLOW);
  try {
    const answer = await fetch(form.action, { method: 'POST', body });
    const page = parsed(await answer.text());
    if (isSignedOut(answer)) {
      putBack();
      tell(say('switchedNothing', { name }), { trouble: true, beside: signInLink() });
    } else if (!answer.ok) {
      tell(page.querySelector('main p:not(#flash-text)')?.textContent ?? say('notSaved'), { trouble: true });
      // A refusal has changed nothing; after a failure that isn't certain.
      if (answer.status < 500) putBack();
      else findOut(id, name, start);
    } else if (!takeOver(page, id, name, start)) {
      location.assign(answer.url);
    }
  } catch {
    tell(say('switchNotReached', { name }), { trouble: true });
    findOut(id, name, start);
  } finally {
    clearTimeout(slow);
  }
}

export function startSwitches(start) {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const row = form.matches('[data-switch], [data-undo]') && document.getElementById(rowOf(form));
    if (!row) return;
    event.preventDefault();
    act(form, row, start);
  });
}
