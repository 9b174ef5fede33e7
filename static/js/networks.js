// What a typed IP list means, told by the same parser that saving asks.
const WAIT = 350;

export function startNetworks(root) {
  const field = root.querySelector('textarea[data-networks]');
  if (!field) return;
  const explained = root.querySelector('#networks-explained');
  let waiting;
  let latest = 0;

  async function explain() {
    latest += 1;
    const mine = latest;
    try {
      const answer = await fetch('/integrations/tokens/new/networks', {
        method: 'POST', body: new URLSearchParams({ networks: field.value }), redirect: 'error',
      });
      // A slow answer to what was typed before must not replace a later one.
      if (answer.ok && mine === latest) explained.innerHTML = await answer.text();
    } catch {
      // Saving tells the same; without the server there is nothing to tell now.
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(explain, WAIT);
  });

  for (const add of root.querySelectorAll('button[data-add-address]')) {
    add.type = 'button';
    add.addEventListener('click', () => {
      const lines = field.value.split('\n').map((line) => line.trim()).filter(Boolean);
      if (!lines.includes(add.dataset.addAddress)) lines.push(add.dataset.addAddress);
      field.value = lines.join('\n');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
}
