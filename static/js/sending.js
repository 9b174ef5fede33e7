// A form goes when it is known that it arrives. The server is asked first: if it is gone, or has signed one out, nothing is
// sent and the page stays with all that was typed in it, which is stored nowhere. Then the browser sends it as ever.
import { beside, signInLink } from './telling.js';
import { say } from './words.js';

// After this long without an answer it is said that there is none; after that long nobody waits any more.
export const SLOW = 8_000;
const PATIENCE = 30_000;

const questions = new WeakMap();
const asked = new WeakSet();
const going = new WeakSet();
let latest = 0;
// Says again what was said of being signed out.
let sayOfSession = null;

// What is asked before a form goes instead of whether one is signed in: `ask` fetches, and `heed` says whether it has
// dealt with the answer, so that the form stays.
export function askFirst(form, question) {
  questions.set(form, question);
}

// Whether the answer is the sign-in page, in place of what was asked for.
export function isSignedOut(answer) {
  return answer.redirected && new URL(answer.url).pathname === '/sign-in';
}

// The answer, or a failure when it is too long in coming.
export async function patiently(ask, whenSlow) {
  const control = new AbortController();
  const slow = setTimeout(whenSlow, SLOW);
  const late = setTimeout(() => control.abort(), PATIENCE);
  try {
    return await ask(control.signal);
  } finally {
    clearTimeout(slow);
    clearTimeout(late);
  }
}

const ofSession = { ask: (signal) => fetch('/session', { method: 'HEAD', signal }) };

// Pages for anyone, and signing out, need nobody to be signed in.
function needsPerson(form) {
  return document.querySelector('.whoami') && form.getAttribute('action') !== '/sign-out';
}

// What a button says when it isn't busy.
const idle = new WeakMap();

function beBusy(button) {
  if (!button) return;
  button.setAttribute('aria-busy', 'true');
  button.setAttribute('aria-disabled', 'true');
  if (!button.dataset.busy) return;
  // It may have more than one text, of which the stylesheet shows one.
  if (!idle.has(button)) idle.set(button, [...button.childNodes]);
  button.textContent = button.dataset.busy;
}

function beIdle(button) {
  if (!button) return;
  button.disabled = false;
  button.removeAttribute('aria-busy');
  button.removeAttribute('aria-disabled');
  if (!idle.has(button)) return;
  button.replaceChildren(...idle.get(button));
  idle.delete(button);
}

// Back to the organization of the page, which stays as it is.
function switchBack(organization, tell) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet small';
  button.dataset.beside = 'yes';
  button.textContent = say('switchBack');
  button.addEventListener('click', async () => {
    const body = new URLSearchParams({ organization, return_to: '/session' });
    const answer = await fetch('/current-organization', { method: 'POST', body }).catch(() => null);
    tell(say(answer?.ok ? 'switchedBack' : 'notSent'));
  });
  return button;
}

// Whether the form may go; if it may not, it is said why.
async function mayGo(form, tell) {
  const question = questions.get(form) ?? ofSession;
  let answer;
  try {
    answer = await patiently(question.ask, () => tell(say('notSentYet')));
  } catch {
    tell(say('notSent'));
    return false;
  }
  if (isSignedOut(answer) && needsPerson(form)) {
    tell(say('notSentSignedOut'), signInLink());
    sayOfSession = tell;
    return false;
  }
  // A field of the name "action" would stand for the form's own.
  const within = new URL(form.getAttribute('action'), location.href).searchParams.get('within');
  const now = answer.headers.get('x-latchkey-current');
  if (within && now && now !== within) {
    tell(say('notSentSwitched'), switchBack(within, tell));
    return false;
  }
  if (answer.status >= 500) {
    tell(say('notSent'));
    return false;
  }
  return !await question.heed?.(answer);
}

async function send(form, button) {
  latest += 1;
  const mine = latest;
  const tell = beside(button);
  asked.add(form);
  sayOfSession = null;
  tell('');
  beBusy(button);
  // Whoever leaves the page while it waits doesn't want it sent any more.
  const leave = () => { latest += 1; };
  window.addEventListener('beforeunload', leave);
  const may = await mayGo(form, tell);
  window.removeEventListener('beforeunload', leave);
  asked.delete(form);
  // Gone with its dialog, left, or another form of the page was sent later.
  if (may && form.isConnected && mine === latest) {
    tell('');
    going.add(form);
    form.requestSubmit(button);
    going.delete(form);
  }
  if (!form.dataset.sent) beIdle(button);
}

function goes(form, button) {
  form.dataset.sent = 'yes';
  // After the event: a disabled button's name and value would not be sent.
  setTimeout(() => {
    if (button) button.disabled = true;
  });
  setTimeout(() => beside(button)(say('notAnswered')), SLOW);
}

// A page that comes back from the browser's memory must be usable again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[aria-busy]')) {
    beside(button)('');
    beIdle(button);
  }
});

// Whoever comes back from signing in in another tab is told that it worked.
document.addEventListener('visibilitychange', async () => {
  const tell = sayOfSession;
  if (document.hidden || !tell) return;
  const answer = await ofSession.ask().catch(() => null);
  if (!answer?.ok || isSignedOut(answer) || tell !== sayOfSession) return;
  sayOfSession = null;
  tell(say('signedInAgain'));
});

export function startSending() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    // What acts in place has been dealt with.
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return;
    if (going.has(form)) {
      goes(form, event.submitter);
      return;
    }
    event.preventDefault();
    if (!form.dataset.sent && !asked.has(form)) send(form, event.submitter);
  });
}
