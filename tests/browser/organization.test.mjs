// What an administrator does about the organization: applications, the rules for tokens, the calendar.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { answered, createToken, demo, field, founder, said, send, serve, textOf, withPage } from './kit.mjs';

const GRANTED = { permissions: ['clipboard-read', 'clipboard-write'] };

let server;
let as;

before(async () => {
  server = await serve();
  as = await founder(server);
});

/** Presents a token at the gate of an application. */
async function gate(address, secret, application) {
  const headers = {
    Authorization: `Bearer ${secret}`, 'X-Original-Method': 'GET', 'X-Original-URI': `/applications/${application}/devices`,
  };
  return (await fetch(address, { headers })).status;
}

describe('the organization', () => {
  test('an application is added, its gate tried, archived, restored and deleted', async () => {
    await withPage({ as, ...GRANTED }, async (page) => {
      await page.goto(`${server.base}/integrations`);
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Applications' }).click();
      await page.getByRole('link', { name: 'Add application' }).click();
      const adding = page.getByRole('dialog', { name: 'Add an application' });
      await field(adding, 'Name').fill('Fleet & Co');
      await adding.getByRole('button', { name: 'Add application' }).click();
      await said(page, 'Created “Fleet & Co”.');
      const id = page.url().split('/').at(-1);

      await page.getByRole('button', { name: 'Copy the id' }).click();
      await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id);
      await page.getByRole('button', { name: 'Copy the address for nginx' }).click();
      const address = `${server.base}/gate/${id}/nginx`;
      await page.waitForFunction(async (text) => await navigator.clipboard.readText() === text, address);
      const token = await createToken(page, server.base, { application: id, name: 'Tracker' });
      assert.equal(await gate(address, token.secret, id), 200);

      await page.getByRole('link', { name: 'Archive' }).click();
      const asking = page.getByRole('dialog', { name: 'Archive “Fleet & Co”?' });
      assert.match(await textOf(asking), /It has 1 token, and \d+ requests? (was|were) let through/);
      assert.equal(await asking.getByRole('link', { name: 'Cancel' }).evaluate((link) => link === document.activeElement), true);
      await page.keyboard.press('Escape');
      await asking.waitFor({ state: 'hidden' });
      assert.equal(await gate(address, token.secret, id), 200, 'Escape archives nothing');
      await page.getByRole('link', { name: 'Archive' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
      await said(page, 'Archived “Fleet & Co”.');
      assert.equal(await gate(address, token.secret, id), 401);
      await page.getByRole('button', { name: 'Undo' }).click();
      await said(page, 'Restored “Fleet & Co”.');
      assert.equal(await gate(address, token.secret, id), 200);

      await page.getByRole('link', { name: 'Delete' }).click();
      const refusing = page.getByRole('dialog', { name: 'Delete “Fleet & Co”?' });
      assert.equal(await refusing.getByRole('button', { name: 'Delete' }).count(), 0);
      await refusing.getByRole('link', { name: '1 token' }).click();
      await page.getByRole('link', { name: /Fleet & Co.*remove this filter/ }).waitFor();
      await page.getByRole('link', { name: 'Tracker', exact: true }).waitFor();
      await send(page, server.base, `/integrations/tokens/${token.id}/deletion`, { name: 'Tracker' });
      await page.goto(`${server.base}/applications/${id}`);
      await page.getByRole('link', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await said(page, 'Deleted “Fleet & Co”.');
      assert.equal(await page.getByRole('link', { name: 'Fleet & Co' }).count(), 0);
    });
  });

  test('rules are previewed, saved, and followed by the create dialog', async () => {
    const show = await demo();
    await withPage({}, async (page) => {
      await page.goto(`${show.base}/sign-in`);
      await page.getByLabel('E-mail address').fill('administrator@demo.example');
      await page.getByLabel('Password').fill('latchkey-demo');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('checkbox', { name: /^Require an IP restriction/ }).check();
      await field(page, 'Longest lifetime').fill('45');
      await page.getByRole('button', { name: 'Save rules' }).click();
      await page.getByRole('heading', { level: 1, name: 'Before these rules are saved' }).waitFor();
      await page.getByText(/\d+ tokens break these rules\. Nothing has been saved yet\./).waitFor();
      assert.ok(await page.getByRole('rowheader').count() >= 20);
      await page.getByRole('radio', { name: /^Block them/ }).check();
      await page.getByRole('button', { name: /^Save, and block \d+ tokens?$/ }).click();
      await said(page, 'Saved the rules.');
      await page.getByRole('link', { name: 'Show the application tokens among them' }).click();
      await page.getByText('breaks a rule', { exact: true }).first().waitFor();

      await page.getByRole('link', { name: 'Add token' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Your organization requires an expiry, 45 days from now at the latest.').waitFor();
      assert.equal(await dialog.getByRole('radio', { name: /^Never/ }).count(), 0);
      assert.equal(await dialog.getByRole('radio', { name: /^45 days/ }).isChecked(), true);
      await field(dialog, 'Name').fill('Under the rules');
      await dialog.getByLabel('Application', { exact: true }).selectOption({ index: 1 });
      await dialog.getByRole('button', { name: 'Create application token' }).click();
      await dialog.getByRole('link', { name: /^Your organization requires an IP restriction/ }).waitFor();
      assert.equal(await field(dialog, 'Name').inputValue(), 'Under the rules', 'what was typed stays');
      await field(dialog, 'IP restriction').fill('203.0.113.0/24');
      page.on('dialog', (leaving) => leaving.accept());
      await dialog.getByRole('button', { name: 'Create application token' }).click();
      await page.getByRole('heading', { level: 1, name: '“Under the rules” is created' }).waitFor();
    });
  });

  test('the calendar can be fetched at the address that is shown once', async () => {
    await withPage({ as, ...GRANTED, expected: [] }, async (page) => {
      await page.goto(`${server.base}/applications`);
      const link = await page.getByRole('link', { name: 'Metering', exact: true }).getAttribute('href');
      await createToken(page, server.base, { application: link.split('/').at(-1), name: 'Ends in a month' });
      await page.goto(`${server.base}/settings`);
      await page.getByRole('button', { name: 'Make an address' }).click();
      await page.getByRole('button', { name: 'Copy address' }).click();
      await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor();
      const address = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(address, /\/calendar\/[0-9a-f]{48}\.ics$/);
      const calendar = await (await fetch(address)).text();
      assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
      assert.ok(calendar.includes('SUMMARY:Token “Ends in a month” expires (Metering)'), calendar);

      await page.getByRole('link', { name: 'Back to the settings' }).click();
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
      assert.ok(!(await page.content()).includes(address));
      await page.getByRole('link', { name: 'Make a new address' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Make a new address' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const second = await textOf(page.getByLabel('Address'));
      assert.notEqual(second, address);
      assert.deepEqual([(await fetch(address)).status, (await fetch(second)).status], [404, 200]);
    });
  });

  test('without scripts all of it is pages and forms', async () => {
    await withPage({ as, javaScriptEnabled: false, expected: [answered(422)] }, async (page) => {
      await page.goto(`${server.base}/applications`);
      await page.getByRole('link', { name: 'Add application' }).click();
      await field(page, 'Name').fill('metering');
      await page.getByRole('button', { name: 'Add application' }).click();
      await page.getByRole('link', { name: 'Your organization has an application of this name already.' }).waitFor();
      await field(page, 'Name').fill('Plain');
      await page.getByRole('button', { name: 'Add application' }).click();
      await said(page, 'Created “Plain”.');
      await page.getByRole('link', { name: 'Archive' }).click();
      await page.getByRole('button', { name: 'Archive' }).click();
      await said(page, 'Archived “Plain”.');
      await page.getByRole('button', { name: 'Restore' }).click();
      await said(page, 'Restored “Plain”.');
      await page.getByRole('checkbox', { name: /^Accept personal tokens/ }).check();
      await page.getByRole('button', { name: 'Save' }).click();
      await said(page, '“Plain” accepts personal tokens.');
      await page.goto(`${server.base}/settings`);
      await field(page, 'Name').fill('Wattle & Sons');
      await page.getByRole('button', { name: 'Rename' }).click();
      await said(page, 'Your organization is now called “Wattle & Sons”.');
      await page.getByRole('banner').getByText('Wattle & Sons').waitFor();
    });
  });
});
