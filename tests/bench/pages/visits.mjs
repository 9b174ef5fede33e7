// A first visit of a page by a browser that knows nothing of it, and a second one: bytes, requests, shifts.
import { withPage } from '../../browser/kit.mjs';

/** How long a page that is loaded is watched for what still moves, in milliseconds. */
const WATCHED = 700;

/** Bytes and requests that go over the wire, until `stop` is called. */
function listen(client) {
  const over = { bytes: 0, requests: 0 };
  const known = new Set();
  const kept = new Set();
  const answered = ({ requestId, response }) => {
    if (!response.fromDiskCache && !kept.has(requestId)) known.add(requestId);
  };
  const fromMemory = ({ requestId }) => kept.add(requestId);
  const finished = ({ requestId, encodedDataLength }) => {
    if (!known.delete(requestId)) return;
    over.bytes += encodedDataLength;
    over.requests += 1;
  };
  const listeners = [['Network.responseReceived', answered], ['Network.requestServedFromCache', fromMemory], ['Network.loadingFinished', finished]];
  for (const [event, listener] of listeners) client.on(event, listener);
  return { stop: () => { for (const [event, listener] of listeners) client.off(event, listener); return over; } };
}

function shifted() {
  return new Promise((resolve) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    });
    observer.observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => { observer.disconnect(); resolve(sum); }, 100);
  });
}

async function visit(base, { path, opens }, page, client) {
  let over = listen(client);
  await page.goto(`${base}${path}`, { waitUntil: 'load' });
  if (opens) {
    await page.waitForLoadState('networkidle');
    over.stop();
    over = listen(client);
    await page.getByRole('link', { name: opens }).click();
    await page.getByRole('dialog').getByRole('heading').first().waitFor();
  }
  await page.waitForTimeout(WATCHED);
  return { ...over.stop(), shift: await page.evaluate(shifted) };
}

export async function measureVisits(base, what) {
  const shifts = [];
  let visits;
  for (const viewport of [{ width: 360, height: 780 }, { width: 1280, height: 900 }]) {
    // Each context has a cache of its own, which is empty.
    visits = await withPage({ as: what.as, viewport, reducedMotion: 'no-preference' }, async (page) => {
      const client = await page.context().newCDPSession(page);
      await client.send('Network.enable');
      const first = await visit(base, what, page, client);
      await page.goto('about:blank');
      const repeated = await visit(base, what, page, client);
      shifts.push(first.shift, repeated.shift);
      return { first, repeated };
    });
  }
  return { ...visits, shift: Math.max(...shifts) };
}
