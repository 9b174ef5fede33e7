// What comes out on paper: what was found, and nothing to press.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, demo, signedIn, withPage } from './kit.mjs';

let show;
let as;

before(async () => {
  show = await demo();
  as = await signedIn(show.base, PEOPLE.administrator);
});

/** Whatever can be pressed, and is there on paper. */
function pressable() {
  return [...document.querySelectorAll('nav, header, button, .button, input, select, textarea, [role=search]')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => element.outerHTML.slice(0, 120));
}

/** The colours of the page's ground and of its text. */
function colours() {
  const { color } = getComputedStyle(document.querySelector('h1'));
  return [getComputedStyle(document.documentElement).backgroundColor, color];
}

for (const colorScheme of ['light', 'dark']) {
  test(`the audit log on paper has its events, unfolded, black on white: ${colorScheme} scheme`, async () => {
    await withPage({ as, colorScheme }, async (page) => {
      await page.goto(`${show.base}/audit?action=token.created`);
      await page.emulateMedia({ media: 'print' });
      assert.deepEqual(await page.evaluate(pressable), []);
      assert.ok(await page.getByRole('heading', { level: 1, name: 'Audit log' }).isVisible());
      const event = page.locator('.events > li').first();
      for (const part of ['.when', '.who', '.about']) assert.ok(await event.locator(part).first().isVisible(), part);
      assert.ok(await event.getByText(/^Event \d/).evaluate((line) => line.checkVisibility({ contentVisibilityAuto: true })));
      assert.ok((await event.locator('.particulars').boundingBox()).height > 0, 'the fold is open');
      assert.ok(await page.getByText('Created the token').last().isVisible(), 'the filter in force');
      assert.match(await page.locator('.on-paper').first().innerText(), /^Acme Metering, as of \d+ \w+ \d{4}, \d\d:\d\d \S+, printed by Ada Nakamura$/);
      assert.deepEqual(await page.evaluate(colours), ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    });
  });
}

test('of a log that goes on, the paper says which part it is', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/audit`);
    const part = page.getByText(/^Printed here/);
    assert.equal(await part.isVisible(), false, 'on the screen there is the way to the others');
    await page.emulateMedia({ media: 'print' });
    const all = (await page.locator('#count').innerText()).match(/^[\d,]+/)[0];
    const numbers = async () => (await page.locator('.events .particulars .help').allInnerTexts()).map((text) => text.match(/^Event ([\d,]+)/)[1].replaceAll(',', ''));
    const whole = async () => {
      const shown = await numbers();
      return `Printed here: ${shown.length} of ${all} events, from event ${shown.at(0)} back to event ${shown.at(-1)}. `
        + 'The others are on further pages; the CSV file has all of them.';
    };
    assert.equal((await numbers()).length, 50);
    assert.equal(await part.innerText(), await whole());
    const further = await page.locator('.paging a[rel=next]').getAttribute('href');
    await page.goto(`${show.base}${further}`);
    assert.equal(await part.innerText(), await whole());
    await page.goto(`${show.base}/audit?action=organization.founded`);
    assert.equal(await part.count(), 0, 'all there is');
  });
});

test('a token’s page on paper has its facts, its use and its history', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/integrations?q=Billing+export`);
    await page.getByRole('link', { name: 'Billing export', exact: true }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(await page.evaluate(pressable), []);
    for (const name of ['Facts', 'Permissions', 'Usage', 'Callers', 'History']) {
      assert.ok(await page.getByRole('heading', { name, exact: true }).isVisible(), name);
    }
    assert.ok(!await page.getByRole('heading', { name: 'Danger zone' }).isVisible());
    assert.match(await page.locator('p.on-paper').innerText(), /^Acme Metering, as of .*, printed by Ada Nakamura$/);
    assert.ok(await page.locator('.history > li').first().isVisible());
    assert.ok(await page.locator('.chart svg').isVisible());
    const made = page.getByRole('term').filter({ hasText: 'Created' }).locator('..');
    assert.match(await made.innerText(), /by [A-Z]\w+ [A-Z]\w+$/, 'a name, and not “you”');
  });
});
