// The audit log and the account, as people use them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { PEOPLE, answered, createToken, demo, said, send, signIn, signedIn, textOf, withPage } from './kit.mjs';

const NEW = 'quarrel lantern mosaic 19';

let show;

before(async () => {
  show = await demo();
});

test('what was done is found in the log, narrowed down, downloaded and verified', async () => {
  await withPage({ as: await signedIn(show.base, PEOPLE.administrator) }, async (page) => {
    const name = 'Followed in the log';
    const { id } = await createToken(page, show.base, { application: show.applications[0].id, name });
    await send(page, show.base, `/integrations/tokens/${id}/deactivation`, { reason: 'Ticket 4711' });
    await page.goto(`${show.base}/integrations`);
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    const first = page.locator('.events > li').first();
    await first.locator('summary').focus();
    await page.keyboard.press('Enter');
    await first.getByText('Reason: Ticket 4711').waitFor();
    await first.getByRole('link', { name: `Only about ${name}` }).click();
    await page.getByRole('list', { name: 'Filters in force' }).getByText(`About ${name}`).waitFor();
    assert.deepEqual(await page.locator('.what .about').allInnerTexts(), [name, name]);
    await page.getByLabel('What was done').selectOption({ label: 'Created the token' });
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**/audit?*action=token.created*');
    assert.equal(await page.locator('.events > li').count(), 1);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'JSON' }).click()]);
    assert.match(download.suggestedFilename(), /^audit-log-part-\d{4}-\d\d-\d\d\.json$/);
    const events = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.deepEqual(events.map((event) => [event.action, event.subject.id]), [['token.created', id]]);
    const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
    assert.match(table.suggestedFilename(), /^audit-log-part-\d{4}-\d\d-\d\d\.csv$/);
    const [, ...lines] = (await readFile(await table.path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 1);
    assert.ok(lines[0].includes('token.created') && lines[0].includes(id), lines[0]);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Intact.').waitFor();
    const noted = await textOf(page.locator('pre.curl'));
    await page.getByLabel('Line').fill(noted);
    await page.getByRole('button', { name: 'Verify again' }).click();
    await page.getByText('Intact.').waitFor();
  });
});

test('the log works without scripts, with days that are typed', async () => {
  await withPage({ as: await signedIn(show.base, PEOPLE.support), javaScriptEnabled: false }, async (page) => {
    await page.goto(`${show.base}/audit`);
    assert.equal(await page.getByRole('button', { name: 'Verify' }).count(), 0, 'that is for administrators');
    await page.getByLabel('First day (UTC)').fill('2020-01-01');
    await page.getByLabel('Last day (UTC)').fill('2020-01-02');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('No event matches.').waitFor();
    await page.getByRole('listitem').getByRole('link', { name: 'From 2020-01-01 UTC' }).click();
    await page.getByRole('listitem').getByRole('link', { name: 'To 2020-01-02 UTC' }).click();
    assert.match(await textOf(page.locator('.when').first()), /^\d+ \w+ \d{4}, \d\d:\d\d UTC$/);
  });
});

test('a session is ended from another, and a new password ends the rest', async () => {
  const email = PEOPLE.member;
  await withPage({ expected: [answered(422)] }, async (here) => {
    await signIn(here, show.base, email);
    await withPage({}, async (there) => {
      await signIn(there, show.base, email);
      await here.goto(`${show.base}/account`);
      const sessions = here.getByRole('table', { name: 'Sessions' });
      assert.equal(await sessions.getByRole('row').count(), 3);
      assert.match(await textOf(sessions.getByRole('row').nth(1)), /^Chrome \d+ on Linux this one/);
      await sessions.getByRole('button', { name: /^End ?: Chrome/ }).click();
      await said(here, 'Ended that session');
      await there.goto(`${show.base}/account`);
      await there.waitForURL('**/sign-in?return_to=*');
      await signIn(there, show.base, email);
      await here.getByLabel('Current password').fill('latchkey-demo');
      await here.getByLabel('New password', { exact: true }).fill(NEW);
      await here.getByLabel('New password again').fill(NEW);
      await here.getByRole('button', { name: 'Change password' }).click();
      await said(here, 'Your password is changed');
      await there.goto(`${show.base}/account`);
      await there.waitForURL('**/sign-in?return_to=*');
    });
    await here.getByLabel('Current password').fill('latchkey-demo');
    await here.getByLabel('New password', { exact: true }).fill(`${NEW} 20`);
    await here.getByLabel('New password again').fill(`${NEW} 20`);
    await here.getByRole('button', { name: 'Change password' }).click();
    await here.getByRole('group', { name: 'There is a problem' }).getByText('This is not your current password.').waitFor();
    assert.equal(await here.getByLabel('New password', { exact: true }).inputValue(), '', 'no password is shown again');
  });
});
