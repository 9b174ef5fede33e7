// Rotating and pausing, as a person does it: with the question who uses the token, and the answer who has gone over.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SECRET, eventually, founder, movableClock, said, serve, withPage } from './kit.mjs';

let server;
let as;
let clock;

before(async () => {
  clock = await movableClock();
  server = await serve(clock.settings);
  as = await founder(server);
});

/** Asks the gate about a request with a token. */
async function atGate(token, program) {
  const answer = await fetch(`${server.base}/gate/${token.application}/nginx`, {
    headers: {
      Authorization: `Bearer ${token.secret}`, 'User-Agent': program, 'X-Original-Method': 'GET', 'X-Original-URI': '/devices',
    },
  });
  return answer.status;
}

/** A token whose page is open, and its secret. */
async function made(page, name) {
  await page.goto(`${server.base}/integrations/tokens/new`);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('radio', { name: /^All permissions/ }).check();
  await page.getByRole('button', { name: 'Create application token' }).click();
  return revealed(page);
}

/** What the reveal shows; then closes it and opens the token's page. */
async function revealed(page) {
  await page.locator('[data-reveal]').waitFor();
  const secret = await page.getByLabel('Token', { exact: true }).innerText();
  assert.match(secret, SECRET);
  const curl = await page.getByRole('region', { name: 'curl line' }).innerText();
  const address = await page.locator('[data-reveal]').getAttribute('data-reveal');
  await page.getByRole('checkbox', { name: /copied/ }).check();
  await page.getByRole('button', { name: 'Close window' }).click();
  await page.locator('[data-reveal]').waitFor({ state: 'detached' });
  await page.goto(`${server.base}${address}`);
  return { secret, application: /gate\/([0-9a-f]{24})\//.exec(curl)[1], address };
}

test('a token is rotated without an outage, and its page tells when everybody has gone over', async () => {
  await withPage({ as }, async (page) => {
    const old = await made(page, 'Billing export');
    for (const program of ['meter-sync/2.4', 'nightly/1.0']) assert.equal(await atGate(old, program), 200);
    await eventually(async () => {
      await page.goto(`${server.base}${old.address}/rotation`);
      await page.getByText('2 requests in the last 24 hours').waitFor({ timeout: 500 });
    });
    await page.goto(`${server.base}${old.address}`);
    await page.getByRole('link', { name: 'Rotate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    // It is in use: a day is proposed.
    await dialog.getByRole('radio', { name: /^In 24 hours/, checked: true }).waitFor();
    await dialog.getByRole('button', { name: 'Rotate token' }).click();
    await page.getByRole('heading', { level: 1, name: '“Billing export” has a new secret' }).waitFor();
    const next = await revealed(page);
    assert.notEqual(next.secret, old.secret);
    await page.getByText('None of its 2 callers has been seen with the new secret yet.').waitFor();

    assert.equal(await atGate(next, 'meter-sync/2.4'), 200);
    await eventually(async () => {
      await page.reload();
      await page.getByText('1 of its 2 callers has been seen with the new secret.').waitFor({ timeout: 500 });
    });
    // The old one's page says the same and leads here; from there it is ended.
    await page.getByRole('region', { name: 'The old secret still works' }).getByRole('link', { name: 'Billing export' }).click();
    await page.waitForURL(`${server.base}${old.address}`);
    const row = page.getByRole('row').filter({ hasText: 'nightly/1.0' }).first();
    await row.getByText('not yet').waitFor();
    // It has more time, from here as from the other page, and no more than that.
    await page.getByRole('link', { name: 'Let it last longer…' }).click();
    const longer = page.getByRole('dialog');
    await longer.getByText('nightly/1.0').waitFor();
    await longer.getByRole('radio', { name: /^In 7 days/ }).check();
    await longer.getByRole('button', { name: 'Let it last longer' }).click();
    await said(page, 'The old secret of “Billing export” lasts until ');
    await page.getByRole('region', { name: 'Replaced by a new secret' }).getByText('in 6 days').or(page.getByText('in 7 days')).first().waitFor();
    assert.equal(await page.getByRole('link', { name: 'Let it last longer…' }).count(), 0);
    await page.getByRole('link', { name: 'End the old secret now' }).click();
    // Once more, and by name: who would be refused.
    const ending = page.getByRole('dialog');
    await ending.getByText('1 of its 2 callers has been seen with the new secret. Still only with the old one:').waitFor();
    const left = ending.getByRole('paragraph').filter({ hasText: 'Still only' }).locator('+ ul').getByRole('listitem');
    await left.filter({ hasText: 'nightly/1.0' }).waitFor();
    assert.equal(await left.count(), 1);
    await ending.getByRole('button', { name: 'End it now' }).click();
    await said(page, 'Ended the old secret of “Billing export”.');
    assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
    assert.equal(await atGate(old, 'nightly/1.0'), 401);
    assert.equal(await atGate(next, 'nightly/1.0'), 200);
  });
});

test('what is rotated at once has ended, by the clock that goes on meanwhile', async () => {
  await withPage({ as }, async (page) => {
    const old = await made(page, 'Rotated at once');
    await page.getByRole('link', { name: 'Rotate', exact: true }).click();
    await page.getByRole('dialog').getByRole('radio', { name: /^At once/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate token' }).click();
    await page.getByText(') has ended: what still uses it is refused.').waitFor();
    await revealed(page);
    assert.equal(await atGate(old, 'meter-sync/2.4'), 401);
  });
});

test('a token is paused with the keyboard alone, and its pause is ended', async () => {
  await withPage({ as }, async (page) => {
    const token = await made(page, 'Fleet rollout');
    await page.getByRole('link', { name: 'Pause…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('link', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
    // Back to what comes before the safe button: the length and the reason.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.getByRole('combobox', { name: 'For how long' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('15');
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('Tab');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await said(page, 'Paused “Fleet rollout” until ');
    await page.goto(`${server.base}${token.address}`);
    await page.getByText('(in 14 minutes). It passes again by itself then.').or(page.getByText('(in 15 minutes).')).waitFor();
    assert.equal(await atGate(token, 'curl/8'), 401);
    await page.getByRole('button', { name: 'End the pause now' }).click();
    await said(page, 'Ended the pause of “Fleet rollout”: it passes again.');
    assert.equal(await atGate(token, 'curl/8'), 200);
  });
});

test('a paused token comes back by itself when its time is over', async () => {
  await withPage({ as }, async (page) => {
    const token = await made(page, 'Paused for a quarter');
    assert.equal(await atGate(token, 'curl/8'), 200);
    await page.getByRole('link', { name: 'Pause…' }).click();
    await page.getByRole('combobox', { name: 'For how long' }).selectOption({ label: '15 minutes' });
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await said(page, 'Paused “Paused for a quarter” until ');
    assert.equal(await atGate(token, 'curl/8'), 401);
    try {
      // Nobody does anything but wait: the clock alone brings it back.
      clock.set(14 * 60);
      assert.equal(await atGate(token, 'curl/8'), 401);
      clock.set(15 * 60 + 30);
      assert.equal(await atGate(token, 'curl/8'), 200);
      await page.goto(`${server.base}${token.address}`);
      await page.getByText('Active', { exact: true }).first().waitFor();
      assert.equal(await page.getByText('It passes again by itself then.').count(), 0);
      await page.getByRole('link', { name: 'Pause…' }).waitFor();
    } finally {
      clock.set(0);
    }
  });
});

test('without JavaScript a token is rotated on a page of its own', async () => {
  await withPage({ as, javaScriptEnabled: false }, async (page) => {
    const old = await made(page, 'Plain');
    await page.getByRole('link', { name: 'Rotate', exact: true }).click();
    await page.waitForURL(`${server.base}${old.address}/rotation`);
    await page.getByRole('radio', { name: /^At once/ }).check();
    await page.getByRole('button', { name: 'Rotate token' }).click();
    await page.getByRole('heading', { level: 1, name: '“Plain” has a new secret' }).waitFor();
    const next = await revealed(page);
    assert.deepEqual([await atGate(old, 'curl/8'), await atGate(next, 'curl/8')], [401, 200]);
  });
});
