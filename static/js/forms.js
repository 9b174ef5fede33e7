// A form is sent once; a slow one says so; one with typed text asks before it is left; menus close by themselves.

export function isDirty(form) {
  return [...form.elements].some((field) => {
    if (field.type === 'hidden' || field.type === 'search' || !field.name) return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    // Where none is chosen from the start, the first is.
    if (field.tagName === 'SELECT') return field.selectedIndex !== Math.max([...field.options].findIndex((o) => o.defaultSelected), 0);
    return 'defaultValue' in field && field.value !== field.defaultValue;
  });
}

function sendOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    const button = event.submitter;
    // After the event: a disabled button's name and value would not be sent.
    setTimeout(() => {
      if (!button || event.defaultPrevented) return;
      button.disabled = true;
      if (button.dataset.busy) {
        button.dataset.idle = button.textContent;
        button.textContent = button.dataset.busy;
      }
    });
  });
}

function askBeforeLeaving(form) {
  window.addEventListener('beforeunload', (event) => {
    if (!form.dataset.sent && form.isConnected && isDirty(form)) event.preventDefault();
  });
}

// A page that comes back from the browser's memory must be usable again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button[disabled]')) {
      button.disabled = false;
      if (button.dataset.idle) button.textContent = button.dataset.idle;
    }
  }
});

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

// A field that is being mended stops saying what was wrong with it; sending the form tells anew.
function calmDown(event) {
  const field = event.target;
  if (field.getAttribute?.('aria-invalid') !== 'true') return;
  field.removeAttribute('aria-invalid');
  const fault = document.getElementById(`${field.id}-fault`);
  if (fault) fault.hidden = true;
}

export function startForms(root) {
  root.addEventListener('input', calmDown);
  for (const form of root.querySelectorAll('form[data-once]')) sendOnce(form);
  for (const form of root.querySelectorAll('form[data-ask-before-leaving]')) askBeforeLeaving(form);
  for (const field of root.querySelectorAll('input[data-here]')) field.value = location.pathname;
}
