// What Lighthouse says of a page.
import lighthouse from 'lighthouse';

export const TOLD = ['performance', 'accessibility', 'best practices'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** The score of a page's speed is the middle one of so many: a busy machine has bad moments. */
const RUNS = 3;
/** On a busy machine a recording fails now and then. */
const ATTEMPTS = 4;

async function once(base, page, port, onlyCategories, attempt = 1) {
  const { path, as } = page;
  const cookies = (as?.cookies ?? []).map(({ name, value }) => `${name}=${value}`).join('; ');
  const { lhr } = await lighthouse(`${base}${path}`, {
    port, onlyCategories, output: 'json', logLevel: 'silent', extraHeaders: cookies ? { Cookie: cookies } : undefined,
  });
  if (lhr.runtimeError) {
    if (attempt < ATTEMPTS) return once(base, page, port, onlyCategories, attempt + 1);
    throw new Error(`${path}: ${lhr.runtimeError.message}`);
  }
  if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
  return lhr;
}

const score = (report, category) => Math.round(report.categories[category].score * 100);

/** Scores in the order of `TOLD`, and the audits that keep one of them below 100. */
export async function judge(base, page, port) {
  const all = [await once(base, page, port, CATEGORIES)];
  while (all.length < RUNS) all.push(await once(base, page, port, ['performance']));
  const speeds = [...all].sort((a, b) => score(a, 'performance') - score(b, 'performance'));
  const middle = speeds[Math.floor(RUNS / 2)];
  const reports = [middle, all[0], all[0]];
  const audits = CATEGORIES.flatMap((category, n) => {
    const { categories, audits: details } = reports[n];
    if (score(reports[n], category) === 100) return [];
    return categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && details[id].score !== null && details[id].score < 1)
      .map(({ id }) => `${id}${details[id].displayValue ? ` (${details[id].displayValue})` : ''}`);
  });
  return { scores: CATEGORIES.map((category, n) => score(reports[n], category)), audits };
}
