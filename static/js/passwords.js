// A password can be looked at while it is typed; it is hidden again before it goes anywhere. Browsers may send what is typed
// in plain fields away to check its spelling: not this.
import { say } from './words.js';

export function startPasswords(root) {
  for (const form of root.querySelectorAll('form')) {
    const fields = [...form.querySelectorAll('input[type=password]')];
    if (fields.length === 0) continue;
    for (const field of fields) Object.assign(field, { spellcheck: false, autocapitalize: 'off' });
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small reveal-typed';
    button.textContent = say('showTyped');
    const show = (on) => {
      button.setAttribute('aria-pressed', on);
      for (const field of fields) field.type = on ? 'text' : 'password';
    };
    show(false);
    button.addEventListener('click', () => show(button.getAttribute('aria-pressed') !== 'true'));
    form.addEventListener('submit', () => show(false));
    window.addEventListener('pagehide', () => show(false));
    fields.at(-1).after(button);
  }
}
