// A form with typed text asks before it is left; menus close by themselves.
import { say } from './words.js';

export function isDirty(form) {
  return [...form.elements].some((field) => {
    if (field.type === 'hidden' || field.type === 'search' || !field.name) return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    // Where none is chosen from the start, the first is.
    if (field.tagName === 'SELECT') return field.selectedIndex !== Math.max([...field.options].findIndex((o) => o.defaultSelected), 0);
    return 'defaultValue' in field && field.value !== field.defaultValue;
  });
}

function askBeforeLeaving(form) {
  window.addEventListener('beforeunload', (event) => {
    if (!form.dataset.sent && form.isConnected && isDirty(form)) event.preventDefault();
  });
}

// Opens upwards where it would not be seen below.
document.addEventListener('toggle', (event) => {
  const menu = event.target;
  if (!menu.matches?.('details.menu[open]')) return;
  const list = menu.querySelector('ul');
  menu.classList.remove('up');
  menu.classList.toggle('up', list.getBoundingClientRect().bottom > innerHeight && menu.getBoundingClientRect().top > list.offsetHeight);
}, true);

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target) || event.target.closest('a')) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});

// A field that is being mended stops saying what was wrong with it, and so does the box above the form; sending the form
// tells anew.
function calmDown(event) {
  const field = event.target;
  if (field.type === 'search') return;
  field.removeAttribute?.('aria-invalid');
  for (const at of [field, field.closest?.('fieldset[id]')]) {
    const fault = at?.id && document.getElementById(`${at.id}-fault`);
    if (!fault || fault.hidden) continue;
    fault.hidden = true;
    for (const one of at.querySelectorAll('[aria-invalid=true]')) one.removeAttribute('aria-invalid');
    const box = document.getElementById('summary');
    for (const link of box?.querySelectorAll('li > a') ?? []) {
      if (link.getAttribute('href') === `#${at.id}`) link.parentElement.remove();
    }
    if (box && !box.querySelector('li')) box.remove();
  }
}

// What is chosen and not in force yet is told by the button that puts it in force.
function tellWhatWaits(button) {
  const { form, textContent: usual } = button;
  const tell = () => { button.textContent = isDirty(form) ? say('applyFilters') : usual; };
  form.addEventListener('change', tell);
  window.addEventListener('pageshow', (event) => {
    // After Back a browser puts back what was chosen since, and the page shows what was in force before.
    const isBack = event.persisted || performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    if (isBack) form.reset();
    tell();
  });
}

export function startForms(root) {
  root.querySelectorAll('button[data-apply]').forEach(tellWhatWaits);
  root.addEventListener('input', calmDown);
  for (const form of root.querySelectorAll('form[data-ask-before-leaving]')) askBeforeLeaving(form);
  for (const field of root.querySelectorAll('input[data-here]')) field.value = location.pathname;
}
