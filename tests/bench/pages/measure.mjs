// What the main pages weigh, how still they stand, what Lighthouse says of them, and how quick the catalogue is.
import os from 'node:os';
import { PEOPLE, demo, launch, signedIn, stopAll, withPage } from '../../browser/kit.mjs';
import { freePort } from '../../servers.mjs';
import { measureCatalogue } from './catalogue.mjs';
import { TOLD, judge } from './lighthouse.mjs';
import { measureVisits } from './visits.mjs';

const GOALS = { first: 60_000, repeated: 15_000, shift: 0, score: 100, milliseconds: 100 };

/** More wants to run than there are processors: times are not the pages' alone. */
const BUSY = os.loadavg()[0] > os.cpus().length;

const misses = [];

/** Notes a goal that is missed, with its reason if one is known. */
function hold(page, figure, value, holds, goal, reason) {
  if (!holds) misses.push({ page, figure, value, goal, reason });
}

function table(heads, rows) {
  const widths = heads.map((head, n) => Math.max(head.length, ...rows.map((row) => row[n].length)));
  const line = (cells) => cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join('  ').trimEnd();
  console.log(line(heads));
  for (const row of rows) console.log(line(row));
}

const bytes = (count) => `${(count / 1000).toFixed(1)} kB`;

async function main() {
  console.log(`${os.cpus().length} processors, load ${os.loadavg()[0].toFixed(1)}.\n`);
  const show = await demo();
  const as = await signedIn(show.base, PEOPLE.administrator);
  const token = await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/integrations?q=Billing+export`);
    return page.getByRole('link', { name: 'Billing export', exact: true }).getAttribute('href');
  });
  const pages = [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'list', path: '/integrations', as },
    { name: 'create page', path: '/integrations/tokens/new', as },
    { name: 'create dialog', path: '/integrations', as, opens: 'Add token' },
    { name: 'token page', path: token, as },
    { name: 'audit log', path: '/audit', as },
    { name: 'support desk', path: '/support', as },
  ];

  const rows = [];
  for (const page of pages) {
    const { first, repeated, shift } = await measureVisits(show.base, page);
    hold(page.name, 'first visit', bytes(first.bytes), first.bytes < GOALS.first, `under ${bytes(GOALS.first)}`);
    hold(page.name, 'repeated visit', bytes(repeated.bytes), repeated.bytes < GOALS.repeated, `under ${bytes(GOALS.repeated)}`);
    hold(page.name, 'layout shift', shift.toFixed(4), shift <= GOALS.shift, '0');
    rows.push([page.name, bytes(first.bytes), String(first.requests), bytes(repeated.bytes), String(repeated.requests), shift.toFixed(4)]);
  }
  console.log('Transferred, headers included, and how far the layout shifts. A dialog is what opening it adds to its page.\n');
  table(['page', 'first visit', 'requests', 'repeated', 'requests', 'layout shift'], rows);

  if (!process.argv.includes('--without-lighthouse')) await lighthouse(show.base, pages);

  const { actions, times } = await measureCatalogue(show.base, as);
  console.log(`\nThe catalogue of ${actions} actions: milliseconds from the press to the picture, and what the page's thread worked\n`);
  table(['what', 'passed', 'worked'], times.map(({ what, passed, worked }) => [what, passed.toFixed(1), worked.toFixed(1)]));
  for (const { what, passed, worked } of times) {
    const busy = worked < GOALS.milliseconds && BUSY
      ? `The page's thread worked ${worked.toFixed(1)} ms of it, and waited for a processor otherwise.` : undefined;
    hold('catalogue', what, `${passed.toFixed(1)} ms`, passed < GOALS.milliseconds, `under ${GOALS.milliseconds} ms`, busy);
  }
}

async function lighthouse(base, pages) {
  const port = await freePort();
  const browser = await launch({ args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${port}`] });
  const rows = [];
  const failing = [];
  // A dialog has no address.
  for (const page of pages.filter((candidate) => !candidate.opens)) {
    const { scores, audits } = await judge(base, page, port);
    rows.push([page.name, ...scores.map(String)]);
    for (const [n, score] of scores.entries()) {
      const busy = TOLD[n] === 'performance' && BUSY ? 'The machine was busy, and the score is of times.' : undefined;
      hold(page.name, TOLD[n], String(score), score >= GOALS.score, String(GOALS.score), busy);
    }
    for (const audit of audits) failing.push(`${page.name}: ${audit}`);
  }
  await browser.close();
  console.log('\nLighthouse, as on a phone with a slow connection\n');
  table(['page', ...TOLD], rows);
  if (failing.length > 0) console.log(`\nAudits that cost something:\n${failing.map((line) => `    ${line}`).join('\n')}`);
}

try {
  await main();
} finally {
  await stopAll();
}
if (misses.length > 0) {
  console.log('\nMissed:');
  for (const { page, figure, value, goal, reason } of misses) {
    console.log(`    ${page}: ${figure} is ${value}, the goal is ${goal}${reason ? `\n        ${reason}` : ''}`);
  }
  process.exitCode = 1;
} else {
  console.log('\nEvery goal is reached.');
}
