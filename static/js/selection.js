// Choosing several tokens in the list: how many there are, and all of the page at once. Without it each is chosen by itself.
import { say } from './words.js';

function picksOf(table) {
  return [...table.querySelectorAll('tbody td.pick input')];
}

function show(table) {
  const picks = picksOf(table);
  const chosen = picks.filter((pick) => pick.checked).length;
  const all = table.querySelector('[data-pick-all]');
  all.checked = chosen > 0 && chosen === picks.length;
  all.indeterminate = chosen > 0 && chosen < picks.length;
  const words = document.querySelector('[data-picked]');
  const text = chosen === 1 ? say('oneTokenChosen') : say('tokensChosen', { count: chosen });
  if (chosen > 0 && words.textContent !== text) words.textContent = text;
}

export function startSelection(root) {
  const all = root.querySelector('[data-pick-all]');
  const table = all?.closest('table');
  if (!table) return;
  all.addEventListener('change', () => {
    for (const pick of picksOf(table)) pick.checked = all.checked;
    show(table);
  });
  table.addEventListener('change', (event) => {
    if (event.target.matches('td.pick input')) show(table);
  });
  // What a form resets is reset after the event.
  document.getElementById('selection').addEventListener('reset', () => setTimeout(() => show(table)));
  show(table);
}
