// The exact end of the chosen lifetime, in words, in the reader's zone and in UTC.
import { exact, isUtc, relative, utc } from './times.js';
import { say } from './words.js';

export function startExpiry(root) {
  const group = root.querySelector('fieldset.expiry');
  if (!group) return;
  const field = group.querySelector('#expires_at');
  const words = group.querySelector('[data-end]');

  function end() {
    const chosen = group.querySelector('input[name=expiry]:checked');
    if (!chosen) return null;
    if (chosen.value === 'at') return field.value ? new Date(field.value) : null;
    const preset = chosen.closest('label').querySelector('time');
    return preset ? new Date(preset.dateTime) : null;
  }

  function tell() {
    const chosen = group.querySelector('input[name=expiry]:checked');
    const date = end();
    // A preset's end was reckoned when the page was made: seen from later, 7 days would be 6.
    const from = chosen?.value === 'at' ? Date.now() : Date.parse(field.dataset.now);
    if (chosen?.value === 'never') words.textContent = say('never');
    else if (!date || Number.isNaN(date.getTime())) words.textContent = '';
    else if (date.getTime() <= Date.now()) words.textContent = say('passed', { moment: exact(date) });
    else words.textContent = say(isUtc ? 'ends' : 'endsAlsoUtc', { moment: exact(date), distance: relative(date, from), utc: utc(date) });
  }

  group.addEventListener('input', tell);
  tell();
}
