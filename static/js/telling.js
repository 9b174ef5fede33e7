// Says what came of something: in the page's status region, or, where a form has one, above the button that was pressed.
// What can be done about it stands beside the words, outside of what is read aloud.
import { say } from './words.js';

// In the status region, which is in sight wherever one is on the page. Trouble doesn't look like a result.
export function tell(text, { trouble = false, beside = [] } = {}) {
  const flash = document.getElementById('flash');
  for (const old of flash.querySelectorAll('[data-undo], [data-beside]')) old.remove();
  flash.classList.toggle('trouble', trouble);
  document.getElementById('flash-text').textContent = text;
  flash.append(...[beside].flat().filter(Boolean));
}

// Leads to sign in in a tab of its own: this one keeps what was typed, so that nothing has to be stored for it.
export function signInLink() {
  const link = document.createElement('a');
  link.className = 'button quiet small';
  link.dataset.beside = 'yes';
  link.href = '/sign-in?return_to=/session';
  link.target = '_blank';
  link.textContent = say('signInTab');
  return link;
}

// Where it is said what comes of pressing this button. A dialog lies over the status region.
export function beside(button) {
  const own = button?.closest('.actions:not(.section-head *, td *)');
  const place = own ?? button?.closest('dialog')?.querySelector('.actions');
  if (!place) {
    // Undo stays where it is, to be pressed again.
    const undo = button?.closest('#flash [data-undo]');
    return (text, link) => {
      if (text || document.querySelector('#flash.trouble')) tell(text, { trouble: Boolean(text), beside: [link, undo] });
    };
  }
  return (text, link) => {
    place.querySelector('.notice')?.remove();
    if (!text) return;
    const notice = document.createElement('span');
    const words = document.createElement('span');
    notice.className = 'notice';
    words.setAttribute('role', 'alert');
    notice.append(words, ...link ? [link] : []);
    place.prepend(notice);
    words.textContent = text;
  };
}
