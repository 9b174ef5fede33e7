// The support desk: what was pasted leaves the page with the reader, and all boxes are ticked at once.
import { say } from './words.js';

// Browsers may keep a left page in memory and show it again on Back: what they keep must not have what was pasted.
function forget(field) {
  window.addEventListener('pagehide', () => { field.value = ''; });
}

function choose(form) {
  const all = form.querySelector('[data-choose-all]');
  const boxes = [...form.querySelectorAll('input[name=token]')];
  const said = form.querySelector('[data-chosen]');
  if (boxes.length === 0) return;

  function tell() {
    const chosen = boxes.filter((box) => box.checked).length;
    said.textContent = chosen === 0 ? say('noneChosen') : say('someChosen', { chosen, all: boxes.length });
    if (!all) return;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }

  if (all) {
    if (all.checked) for (const box of boxes) box.checked = true;
    all.addEventListener('change', () => {
      for (const box of boxes) box.checked = all.checked;
      tell();
    });
  }
  for (const box of boxes) box.addEventListener('change', tell);
  // After a browser has filled in again what was ticked.
  window.addEventListener('pageshow', tell);
  tell();
}

export function startSupport(root) {
  for (const field of root.querySelectorAll('textarea[data-paste]')) forget(field);
  for (const form of root.querySelectorAll('form[data-choose]')) choose(form);
}
