// How long the catalogue of actions takes to answer.
import { withPage } from '../../browser/kit.mjs';

const RUNS = 9;
const TYPED = 'device';

/** In the page: does something, and tells how long it was until the picture of it was painted. */
async function untilPainted([name, text]) {
  const catalogue = document.querySelector('[data-catalogue]');
  const resources = [...catalogue.querySelectorAll('[data-resource]')];
  const boxes = (resource) => resource.querySelectorAll('[name=action]').length;
  const largest = resources.reduce((a, b) => (boxes(b) > boxes(a) ? b : a));
  const search = catalogue.querySelector('#catalogue-search');
  const steps = {
    custom: () => document.querySelector('[name=permissions][value=custom]').click(),
    unfold: () => largest.querySelector('summary').click(),
    tick: () => largest.querySelector('[data-all]').click(),
    read: () => largest.querySelector('[data-only-read]').click(),
    type: () => {
      search.value = text;
      search.dispatchEvent(new Event('input', { bubbles: true }));
    },
  };
  // Not in the middle of a frame that does something else.
  await new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });
  const start = performance.now();
  steps[name]();
  await new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  });
  return performance.now() - start;
}

/** What is done in each run, by the name it has in the table. A word is typed a key at a time, and taken back so. */
function steps() {
  const texts = [...TYPED].map((_, n) => TYPED.slice(0, n + 1));
  texts.push(...[...texts].reverse().slice(1), '');
  return [['opening Custom', 'custom'], ['unfolding a resource', 'unfold'], ['ticking a resource', 'tick'],
    ['only read actions', 'read'], ...texts.map((text) => ['a key in the search', 'type', text])];
}

function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * Medians in milliseconds, of the key that takes longest: `passed` on the clock, and `worked` of the processor's time by the
 * page's thread, which is what it would be with a processor of its own.
 */
export function measureCatalogue(base, as) {
  return withPage({ as, reducedMotion: 'no-preference' }, async (page) => {
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async () => {
      const { metrics } = await client.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
    };
    const all = steps().map(([what, ...step]) => ({ what, step, passed: [], worked: [] }));
    let actions;
    for (let n = 0; n < RUNS; n += 1) {
      await page.goto(`${base}/integrations/tokens/new`, { waitUntil: 'networkidle' });
      actions = await page.locator('[data-catalogue] [name=action]').count();
      for (const one of all) {
        const before = await worked();
        one.passed.push(await page.evaluate(untilPainted, one.step));
        one.worked.push(await worked() - before);
      }
      // What was ticked would be asked about.
      await page.evaluate(() => document.querySelector('form[data-check]').reset());
    }
    const times = new Map();
    for (const one of all) {
      const time = { what: one.what, passed: middle(one.passed), worked: middle(one.worked) };
      if (time.passed > (times.get(one.what)?.passed ?? 0)) times.set(one.what, time);
    }
    return { actions, times: [...times.values()] };
  });
}
