// A caller is refused: whoever looks after the integration finds out why by the decision's id, and tries what would pass.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, createToken, demo, eventually, field, signedIn, textOf, withPage } from './kit.mjs';

let show;
let application;
let secret;
let name;

before(async () => {
  show = await demo();
  application = show.applications[0].id;
  name = 'Warehouse robot';
  const as = await signedIn(show.base, PEOPLE.administrator);
  await withPage({ as }, async (page) => {
    ({ secret } = await createToken(page, show.base, { application, name, permissions: 'read', networks: '127.0.0.0/8' }));
  });
});

/** Asks the gate as nginx does. */
function ask(method, path) {
  return fetch(`${show.base}/gate/${application}/nginx`, {
    headers: {
      Authorization: `Bearer ${secret}`, 'X-Original-Method': method, 'X-Original-URI': path, 'User-Agent': 'robot/1.0',
    },
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`from a 403 to the reason and the token, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const answer = await ask('POST', `/applications/${application}/devices`);
    assert.equal(answer.status, 403);
    const decision = answer.headers.get('x-latchkey-decision-id');
    const as = await signedIn(show.base, PEOPLE.member);
    await withPage({ as, javaScriptEnabled }, async (page) => {
      await page.goto(`${show.base}/integrations`);
      await page.getByRole('searchbox', { name: 'Search' }).fill(`X-Latchkey-Decision-Id: ${decision}`);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/integrations/decisions/${decision}`);
      await page.getByRole('heading', { level: 1, name: "Its permissions don't admit the action" }).waitFor();
      // What was asked is written within seconds.
      await eventually(async () => {
        await page.reload();
        await page.getByText('robot/1.0').waitFor({ timeout: 200 });
      });
      assert.match(await textOf(page.getByRole('listitem').filter({ hasText: 'Failed' })), /^An action that its permissions admit Failed POST .* is devices\.post/);
      await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();

      await page.getByRole('link', { name: 'Would a request pass?' }).click();
      for (const [method, verdict] of [['POST', 'Refused'], ['GET', 'Admitted']]) {
        await page.getByLabel('Method').selectOption(method);
        await field(page, 'Path').fill(`/applications/${application}/devices`);
        await field(page, 'Address').fill('127.0.0.1');
        await page.getByRole('button', { name: 'Try it', exact: true }).click();
        await page.getByText(`${verdict}: `).waitFor();
        assert.equal(await page.getByLabel('Method').inputValue(), method, 'what was tried stays');
      }
    });
  });
}

test('the token says what was refused, and of whom, within seconds', async () => {
  assert.equal((await ask('GET', `/applications/${application}/devices`)).status, 200);
  const as = await signedIn(show.base, PEOPLE.administrator);
  await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/integrations?q=Warehouse`);
    await page.getByRole('link', { name, exact: true }).click();
    const caller = page.getByRole('table', { name: 'Callers' }).getByRole('row', { name: 'robot/1.0' });
    const today = page.getByRole('table', { name: 'Requests per day' }).getByRole('row').nth(1);
    await eventually(async () => {
      await page.reload();
      await page.getByText('Show as a table').click();
      assert.match(await textOf(today), /\d{4} 1 2$/);
    });
    assert.match(await textOf(caller), /^127\.0\.0\.1 robot\/1\.0/);
    await page.getByRole('img', { name: /^Requests per day/ }).waitFor();
    await page.getByRole('table', { name: 'Recent refusals' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'The request' }).waitFor();
    await page.getByText('robot/1.0').waitFor();
  });
});

test('a decision that nobody made is nothing to anybody, and another can be looked up', async () => {
  const as = await signedIn(show.base, PEOPLE.support);
  await withPage({ as, expected: [/status of 404/] }, async (page) => {
    await page.goto(`${show.base}/integrations/decisions/dec_0000000000000000000000`);
    await page.getByRole('heading', { name: 'Nothing is known of this decision' }).waitFor();
    const answer = await fetch(`${show.base}/gate/${application}/nginx`, {
      headers: { 'X-Original-Method': 'GET', 'X-Original-URI': '/' },
    });
    await page.getByLabel('Look up a decision id').fill(answer.headers.get('x-latchkey-decision-id'));
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('heading', { level: 1, name: 'No token was presented' }).waitFor();
  });
});
