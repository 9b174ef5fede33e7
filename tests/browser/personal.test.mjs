// API tokens of one's own, as a member makes and ends them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, answered, demo, field, rowOf, said, signIn, signedIn, textOf, withPage } from './kit.mjs';

let show;
let as;

before(async () => {
  show = await demo();
  as = await signedIn(show.base, PEOPLE.member);
});

/** What the API says of a token. */
async function me(secret) {
  const answer = await fetch(`${show.base}/api/me`, { headers: { Authorization: `Bearer ${secret}` } });
  return answer.status === 200 ? answer.json() : answer.status;
}

for (const javaScriptEnabled of [true, false]) {
  test(`a token of one's own is made, tried, switched and deleted, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const name = javaScriptEnabled ? 'Laptop' : 'Old laptop';
    const permissions = ['clipboard-read', 'clipboard-write'];
    await withPage({ as, javaScriptEnabled, permissions }, async (page) => {
      await page.goto(`${show.base}/account`);
      await page.getByRole('link', { name: 'Manage API tokens' }).click();
      await page.getByText('Your role here is member: your tokens can only read').waitFor();
      // Until its script is there the link leads to the page.
      await page.waitForLoadState('load');
      await page.getByRole('link', { name: /^(New API token|Create your first)$/ }).first().click();
      const form = javaScriptEnabled ? page.getByRole('dialog') : page;
      await field(form, 'Name').fill(name);
      assert.equal(await form.getByRole('radio', { name: /^Read only/ }).isChecked(), true);
      await form.getByRole('button', { name: 'Create API token' }).click();
      await page.getByRole('heading', { level: 1, name: `“${name}” is created` }).waitFor();
      const secret = await textOf(page.getByLabel('Token', { exact: true }));
      assert.match(secret, /^lku_[0-9A-Za-z]{46}$/);
      const known = await me(secret);
      assert.deepEqual([known.name, known.ownerType, known.scope], [name, 'user', ['all.Application.read']]);
      if (javaScriptEnabled) {
        await page.getByRole('button', { name: 'Copy to clipboard' }).click();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
        await page.getByRole('button', { name: 'Copy and close' }).click();
      } else {
        await page.getByRole('checkbox', { name: /copied/ }).check();
        await page.getByRole('button', { name: 'Close window' }).click();
      }
      await said(page, `Created “${name}”.`);
      await page.waitForURL('**/account/tokens');
      const row = rowOf(page, name);
      await row.getByRole('switch', { name: `Active: ${name}` }).click();
      await row.getByText('Inactive').waitFor();
      assert.equal(await me(secret), 401);
      await row.getByRole('switch').click();
      await row.getByText('Active', { exact: true }).waitFor();
      assert.notEqual(await me(secret), 401);
      assert.ok(!(await page.content()).includes(secret.slice(12)));
      await row.getByRole('link', { name: `Delete ${name}` }).click();
      await page.getByRole('heading', { name: `Delete “${name}”?` }).waitFor();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await said(page, `Deleted “${name}”.`);
      assert.equal(await me(secret), 401);
    });
  });
}

test('a faulty form keeps what was typed, and says what is wrong in the dialog', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/account/tokens`);
    await page.getByRole('link', { name: /^(New API token|Create your first)$/ }).first().click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Phone');
    await field(dialog, 'IP restriction').fill('10.0.0.256');
    await dialog.getByRole('button', { name: 'Create API token' }).click();
    await dialog.getByRole('heading', { name: 'There is a problem' }).waitFor();
    assert.equal(await field(dialog, 'Name').inputValue(), 'Phone');
    assert.equal(await field(dialog, 'IP restriction').inputValue(), '10.0.0.256');
  });
});

test('who loses the privilege is told whom to ask', async () => {
  await withPage({ as: await signedIn(show.base, PEOPLE.administrator) }, async (page) => {
    await page.goto(`${show.base}/members?q=${encodeURIComponent(PEOPLE.member)}`);
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('button', { name: /Withdraw/ }).click();
    await page.getByRole('button', { name: /Withdraw/ }).waitFor({ state: 'detached' });
  });
  await withPage({ as }, async (page) => {
    await page.goto(`${show.base}/account/tokens`);
    await page.getByText('An administrator of your organization can grant it').waitFor();
    assert.equal(await page.getByRole('link', { name: 'New API token' }).count(), 0);
  });
});
