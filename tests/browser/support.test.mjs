// The support desk: from a paste to tokens that are shut off, and what was pasted is gone from the page and from Back.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, answered, createToken, demo, field, launch, rowOf, said, signedIn, textOf, withPage } from './kit.mjs';

let show;
let administrator;
let support;
let made = 0;

before(async () => {
  show = await demo();
  administrator = await signedIn(show.base, PEOPLE.administrator);
  support = await signedIn(show.base, PEOPLE.support);
});

/** Names and secrets of so many new tokens. */
function tokens(count) {
  return withPage({ as: administrator }, async (page) => {
    const all = [];
    for (let n = 0; n < count; n += 1) {
      made += 1;
      const name = `Leaked ${made}`;
      all.push({ name, ...await createToken(page, show.base, { application: show.applications[0].id, name }) });
    }
    return all;
  });
}

const box = (page) => page.getByLabel('Text to look through');
const shutOff = (page) => page.getByRole('button', { name: 'Shut off the chosen tokens' });

async function look(page, text) {
  await page.goto(`${show.base}/support`);
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Look for tokens' }).click();
  await page.getByRole('heading', { level: 1, name: 'What was found' }).waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a leaked log is pasted, and what is in it shut off, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const leaked = await tokens(3);
    const log = leaked.map(({ secret }, n) => `${n} GET /devices "Authorization: Bearer ${secret}"`).join('\n');
    await withPage({ as: support, javaScriptEnabled }, async (page, watch) => {
      await page.goto(`${show.base}/integrations`);
      await page.getByRole('link', { name: 'Leaked tokens' }).click();
      await box(page).fill(`${log}\n${log}\nlka_4fT9kQ2mcutoff`);
      await page.getByRole('button', { name: 'Look for tokens' }).click();
      await page.getByText('Found: 3 real and 1 only token-shaped.').waitFor();
      const boxes = page.getByRole('checkbox', { name: /^Shut off Leaked/ });
      assert.equal(await boxes.count(), 3);
      await page.getByRole('checkbox', { name: 'All 3 that can be shut off' }).check();
      if (javaScriptEnabled) {
        assert.equal(await boxes.first().isChecked(), true);
        await page.getByText('3 of 3 chosen').waitFor();
        await boxes.first().uncheck();
        await page.getByText('2 of 3 chosen').waitFor();
        assert.equal(await page.getByRole('checkbox', { name: /^All/ }).isChecked(), false);
        await boxes.first().check();
        assert.equal(await page.getByRole('checkbox', { name: /^All/ }).isChecked(), true);
      }
      await page.getByRole('radio', { name: /^Mark compromised/ }).check();
      await field(page, 'Reason').fill('Ticket 4711: found in a public log');
      await shutOff(page).click();
      await said(page, 'Marked 3 tokens compromised.');
      const ticket = await textOf(page.getByRole('region', { name: 'For the ticket' }));
      for (const { name } of leaked) assert.ok(ticket.includes(`“${name}”`), ticket);
      assert.match(ticket, /UTC, Sam Reyes: Ticket 4711: found in a public log/);
      await page.getByRole('link', { name: leaked[0].name }).click();
      await page.getByText('Marked compromised').first().waitFor();
      // Of what was pasted nothing came back.
      const html = (await Promise.all(watch.documents.map((document) => document.html))).join('\n');
      for (const { secret } of leaked) {
        assert.equal(html.includes(secret.slice(13)), false);
        assert.equal(watch.urls.some((url) => url.includes(secret.slice(0, 12))), false);
      }
    });
  });
}

test('a token leaked among 10,000 lines is refused at once, and only its rotation brings it back', async () => {
  const [{ name, secret, id: token }] = await tokens(1);
  const { id } = show.applications[0];
  const atGate = async (presented) => (await fetch(`${show.base}/gate/${id}/nginx`, {
    headers: { Authorization: `Bearer ${presented}`, 'X-Original-Method': 'GET', 'X-Original-URI': '/devices' },
  })).status;
  assert.equal(await atGate(secret), 200);
  const lines = Array.from({ length: 10_000 }, (_, n) => `2026-11-20T10:00:00Z host-${n % 7} GET /devices/${n} 200`);
  lines[7_123] += ` authorization=${secret}`;
  await withPage({ as: support, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(`${show.base}/support`);
    await page.evaluate((text) => navigator.clipboard.writeText(text), lines.join('\n'));
    await box(page).focus();
    await page.keyboard.press('Control+V');
    await page.getByRole('button', { name: 'Look for tokens' }).click();
    await page.getByText('Found: 1 real').first().waitFor();
    await page.getByRole('checkbox', { name: `Shut off ${name}` }).check();
    await page.getByRole('radio', { name: /^Mark compromised/ }).check();
    await field(page, 'Reason').fill('In a build log');
    await shutOff(page).click();
    await said(page, 'Marked 1 token compromised.');
  });
  assert.equal(await atGate(secret), 401);
  await withPage({ as: administrator }, async (page) => {
    await page.goto(`${show.base}/integrations/tokens/${token}`);
    await page.getByText('Compromised', { exact: true }).first().waitFor();
    for (const role of ['button', 'link', 'switch']) {
      assert.equal(await page.getByRole(role, { name: /activate/i }).count(), 0, `nothing to activate it with: ${role}`);
    }
    await page.getByRole('link', { name: 'Rotate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByRole('radio').count(), 0, 'its old secret never works again, so there is no overlap to choose');
    await dialog.getByRole('button', { name: 'Rotate token' }).click();
    await page.getByRole('heading', { level: 1, name: `“${name}” has a new secret` }).waitFor();
    const next = await textOf(page.getByLabel('Token', { exact: true }));
    assert.notEqual(next, secret);
    assert.deepEqual([await atGate(next), await atGate(secret)], [200, 401]);
    await page.getByRole('checkbox', { name: /copied/ }).check();
    await page.getByRole('button', { name: 'Close window' }).click();
    await page.locator('[data-reveal]').waitFor({ state: 'detached' });
  });
});

test('the text for the ticket is copied', async () => {
  const [{ name, secret }] = await tokens(1);
  await withPage({ as: support, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await look(page, secret);
    await page.getByRole('checkbox', { name: `Shut off ${name}` }).check();
    await page.getByRole('radio', { name: /^Deactivate/ }).check();
    await field(page, 'Reason').fill('Ticket 4712');
    await shutOff(page).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, new RegExp(`“${name}” \\(Metering platform, Acme Metering\\): deactivated`));
  });
});

test('without a reason or a choice the browser itself asks, and nothing is sent', async () => {
  const [{ name, secret }] = await tokens(1);
  await withPage({ as: support, expected: [answered(422)] }, async (page) => {
    await look(page, secret);
    const only = page.getByRole('checkbox', { name: `Shut off ${name}` });
    assert.equal(await only.isChecked(), true, 'there is no other to choose');
    await only.uncheck();
    await shutOff(page).click();
    assert.equal(new URL(page.url()).pathname, '/support/found');
    await page.getByRole('radio', { name: /^Deactivate/ }).check();
    await field(page, 'Reason').fill('Ticket 4713');
    await shutOff(page).click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await page.getByRole('link', { name: 'Choose the tokens to shut off.' }).waitFor();
    assert.equal(await field(page, 'Reason').inputValue(), 'Ticket 4713');
    await only.check();
    await shutOff(page).click();
    await said(page, 'Deactivated 1 token.');
  });
});

test('a text that is far too long is answered in words', async () => {
  await withPage({ as: support, expected: [answered(413)] }, async (page) => {
    await page.goto(`${show.base}/support`);
    await box(page).evaluate((field) => { field.value = 'words and '.repeat(1_500_000); });
    // Chromium lays fifteen megabytes out first.
    await page.getByRole('button', { name: 'Look for tokens' }).click({ timeout: 30_000 });
    await page.getByRole('link', { name: 'The text is longer than 1 MB.' }).waitFor();
    assert.equal(await box(page).inputValue(), '');
  });
});

for (const [cache, ignoreDefaultArgs] of [['off', []], ['on', ['--disable-back-forward-cache']]]) {
  for (const javaScriptEnabled of [true, false]) {
    test(`Back shows an empty box, with the cache for Back and Forward ${cache}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const browser = await launch({ ignoreDefaultArgs });
      await withPage({ as: support, browser, javaScriptEnabled }, async (page) => {
        const empty = async () => {
          await page.goBack({ waitUntil: 'commit' });
          await page.getByRole('heading', { level: 1, name: 'Leaked tokens' }).waitFor();
          assert.equal(await box(page).inputValue(), '');
        };
        await look(page, 'lka_4fT9kQ2mHidden and words around it');
        await empty();
        // Left for another page with the text still in the box: without scripts nothing can take it out of memory.
        if (cache === 'on' && !javaScriptEnabled) return;
        await box(page).fill('lka_4fT9kQ2mHidden and words around it');
        if (javaScriptEnabled) await page.locator('html.js').waitFor();
        await page.goto(`${show.base}/account`);
        await empty();
      });
    });
  }
}

test('from a token that was looked at Back leads to what was found, and after shutting too', async () => {
  const [leaked] = await tokens(1);
  await withPage({ as: support }, async (page) => {
    const back = async () => {
      await page.getByRole('link', { name: leaked.name }).click();
      await page.getByRole('heading', { level: 1, name: leaked.name }).waitFor();
      await page.goBack({ waitUntil: 'commit' });
      await page.getByRole('heading', { level: 1, name: 'What was found' }).waitFor();
    };
    await look(page, `a line of its own\nBearer ${leaked.secret}`);
    await page.getByText('line 2 of the text').waitFor();
    await back();
    await page.getByRole('radio', { name: /^Deactivate/ }).check();
    await field(page, 'Reason').fill('Ticket 4711');
    await shutOff(page).click();
    await said(page, 'Deactivated 1 token.');
    await back();
    await rowOf(page, leaked.name).getByText('Inactive').waitFor();
  });
});

test('a box that a browser keeps in memory is empty', async () => {
  await withPage({ as: support }, async (page) => {
    await page.goto(`${show.base}/support`);
    await box(page).fill('lka_4fT9kQ2mHidden');
    await page.locator('html.js').waitFor();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    assert.equal(await box(page).inputValue(), '');
  });
});
