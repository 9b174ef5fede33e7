// What each role finds, and what it doesn't.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, answered, demo, rowOf, said, signedIn, signedInAnew, textOf, withPage } from './kit.mjs';

let base;
const as = {};
const ids = {};
/** The name of the token that support deactivates. */
let shut;

before(async () => {
  ({ base } = await demo());
  for (const [role, email] of Object.entries(PEOPLE)) as[role] = await signedIn(base, email);
  await withPage({ as: as.administrator }, async (page) => {
    for (const [key, status] of [['active', 'active'], ['inactive', 'inactive'], ['compromised', 'compromised']]) {
      await page.goto(`${base}/integrations?status=${status}&sort=name&order=up`);
      const links = page.getByRole('rowheader').getByRole('link');
      const found = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href').split('/').at(-1)));
      ids[key] = key === 'active' ? await firstRefused(page, found) : found[0];
    }
  });
});

/** The first token with a refusal to look at: how often the demo's are refused is left to chance. */
async function firstRefused(page, found) {
  for (const id of found) {
    await page.goto(`${base}/integrations/tokens/${id}`);
    if (await page.locator('a[href^="/integrations/decisions/"]').count() > 0) return id;
  }
  throw new Error('no active token of the demo was ever refused');
}

/** Addresses that none but administrators may open, and one that support may. */
const MANAGING = () => ['/integrations/tokens/new', `/integrations/tokens/${ids.active}/edit`, `/integrations/tokens/${ids.active}/deletion`];
const SHUTTING = () => [`/integrations/tokens/${ids.active}/deactivation`, `/integrations/tokens/${ids.active}/compromise`];

async function forbidden(page, addresses) {
  for (const address of addresses) {
    const answer = await page.goto(`${base}${address}`);
    assert.equal(answer.status(), 403, address);
    await page.getByRole('heading', { level: 1, name: 'Not for your role' }).waitFor();
    assert.match(await page.title(), /^Not for your role/);
  }
}

/** Follows every link that is offered, from page to page, and finds none that is refused. */
async function walk(page, role) {
  const seen = new Set();
  const waiting = ['/integrations', '/account', ...Object.values(ids).map((id) => `/integrations/tokens/${id}`)];
  while (waiting.length > 0 && seen.size < 25) {
    const address = waiting.shift();
    // One page of each kind is enough.
    const kind = address.replace(/[0-9a-f]{24}|dec_\w+/, '…').replace(/\?.*/, '').replace(/#.*/, '');
    if (seen.has(kind)) continue;
    seen.add(kind);
    // What is a file is fetched, and leads nowhere.
    const isFile = ['/audit/export', '/integrations/export'].includes(kind);
    const answer = await (isFile ? page.request.get(`${base}${address}`) : page.goto(`${base}${address}`));
    assert.equal(answer.status(), 200, `${role} is offered ${address}`);
    if (isFile) continue;
    const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    waiting.push(...links.filter((link) => link.startsWith('/')));
  }
  return seen;
}

/** The header says who, where and as what. */
async function header(page, name, role) {
  const banner = page.getByRole('banner');
  await banner.getByText(name).waitFor();
  await banner.getByText(role, { exact: true }).waitFor();
  await banner.getByRole('button', { name: 'Sign out' }).waitFor();
  await banner.getByRole('link', { name: 'Integrations', exact: true }).and(page.locator('[aria-current=page]')).waitFor();
}

test('a member sees the tokens and nothing that changes them', async () => {
  await withPage({ as: as.member }, async (page) => {
    await page.goto(`${base}/integrations`);
    await header(page, 'Mika Oduya', 'member');
    assert.ok(await page.getByRole('row').count() > 30);
    for (const [role, name] of [['link', /^Add/], ['link', /Delete/], ['link', /Edit/], ['link', /Deactivate/], ['link', /like this/],
      ['button', /Undo|Delete|Save/], ['switch', /./]]) {
      assert.equal(await page.getByRole(role, { name }).count(), 0, `${role} ${name}`);
    }
    for (const id of Object.values(ids)) {
      await page.goto(`${base}/integrations/tokens/${id}`);
      await page.getByRole('heading', { name: 'History' }).waitFor();
      assert.equal(await page.getByRole('heading', { name: 'Danger zone' }).count(), 0);
      assert.equal(await page.getByRole('radio').count(), 0);
      assert.deepEqual(await page.getByRole('button').allInnerTexts(), ['Sign out', 'Look up']);
    }
    const seen = await walk(page, 'member');
    assert.deepEqual([...seen].sort(), ['/', '/account', '/account/email', '/account/name', '/account/tokens',
      '/account/tokens/new', '/api/docs', '/api/openapi.json', '/integrations', '/integrations/decisions/…',
      '/integrations/export', '/integrations/tokens/…', '/integrations/tokens/…/simulation']);
  });
});

test('a member is told that a page is not for the role, at its very address', async () => {
  await withPage({ as: as.member, expected: [answered(403)] }, (page) => forbidden(page, [...MANAGING(), ...SHUTTING()]));
});

test('a member’s POST is refused however it is sent', async () => {
  await withPage({ as: as.member }, async (page) => {
    for (const action of ['deactivation', 'activation', 'compromise', 'deletion', 'edit', 'confirmation', 'status']) {
      const answer = await page.request.post(`${base}/integrations/tokens/${ids.active}/${action}`, {
        headers: { Origin: base }, form: { reason: 'x' }, maxRedirects: 0,
      });
      assert.equal(answer.status(), 403, action);
    }
  });
});

test('support shuts a token, always with a reason, and does nothing else', async () => {
  await withPage({ as: as.support, expected: [answered(422)] }, async (page) => {
    await page.goto(`${base}/integrations?status=active&sort=name&order=up`);
    await header(page, 'Sam Reyes', 'support');
    for (const [role, name] of [['link', /^Add/], ['link', /Delete/], ['link', /Edit/], ['link', /like this/], ['switch', /./]]) {
      assert.equal(await page.getByRole(role, { name }).count(), 0, `${role} ${name}`);
    }
    // Another than the one that the next test shuts.
    const others = page.getByRole('rowheader').locator(`a:not([href$="${ids.active}"])`);
    const name = await others.nth(1).innerText();
    shut = name;
    await rowOf(page, name).getByRole('link', { name: `Deactivate ${name}` }).click();
    await page.getByRole('heading', { level: 1, name: `Deactivate “${name}”?` }).waitFor();

    // Without a reason it says so and does nothing.
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    assert.match(await page.title(), /^Error: /);
    await page.getByRole('link', { name: 'Say why: the administrators of the token will ask.' }).click();
    await page.locator(':focus').and(page.getByRole('textbox', { name: 'Reason' })).waitFor();
    await page.keyboard.type('Seen in a public log; ticket 12.');
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await said(page, `Deactivated “${name}”.`);
    // What support may not undo is not offered.
    assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);

    await page.goto(`${base}/integrations?q=${encodeURIComponent(name)}`);
    await rowOf(page, name).getByText('Inactive', { exact: true }).waitFor();
    await rowOf(page, name).getByRole('link', { name }).click();
    await page.getByText('Reason: Seen in a public log; ticket 12.').first().waitFor();
    await page.getByText(/by Sam Reyes \(support\)/).waitFor();
    assert.equal(await page.getByRole('radio').count(), 0, 'only an administrator activates');
    const seen = await walk(page, 'support');
    assert.deepEqual([...seen].sort(), ['/', '/account', '/account/email', '/account/name', '/account/tokens',
      '/account/tokens/new', '/api/docs', '/api/openapi.json', '/audit', '/audit/export', '/integrations',
      '/integrations/decisions/…', '/integrations/export', '/integrations/tokens/…', '/integrations/tokens/…/compromise', '/integrations/tokens/…/deactivation', '/integrations/tokens/…/pause',
      '/integrations/tokens/…/simulation', '/support']);
  });
});

test('support marks a token compromised, with a reason, and nobody can activate it any more', async () => {
  await withPage({ as: as.support }, async (page) => {
    await page.goto(`${base}/integrations/tokens/${ids.active}`);
    const name = (await textOf(page.getByRole('heading', { level: 1 }))).replace(/ (Active|Expires soon)$/, '');
    await page.getByRole('heading', { name: 'Danger zone' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Delete' }).count(), 0);
    await page.getByRole('link', { name: 'Mark compromised' }).click();
    const dialog = page.getByRole('dialog', { name: `Mark “${name}” compromised?` });
    await page.locator(':focus').and(dialog.getByRole('link', { name: 'Cancel' })).waitFor();
    await dialog.getByRole('button', { name: 'Mark compromised' }).click();
    // What is left out is asked for in the dialog itself.
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await page.locator(':focus').and(reason).waitFor();
    await reason.fill('Posted in a forum.');
    await dialog.getByRole('button', { name: 'Mark compromised' }).click();
    await said(page, `Marked “${name}” compromised.`);
    await page.getByText('Reason: Posted in a forum.').first().waitFor();
  });
  await withPage({ as: as.administrator }, async (page) => {
    await page.goto(`${base}/integrations/tokens/${ids.active}`);
    await page.getByText(/Marked compromised/).first().waitFor();
    assert.equal(await page.getByRole('radio').count(), 0);
    const answer = await page.request.post(`${base}/integrations/tokens/${ids.active}/activation`, {
      headers: { Origin: base }, form: {}, maxRedirects: 0,
    });
    assert.equal(answer.status(), 409);
  });
});

test('support is told that managing is not for the role', async () => {
  await withPage({ as: as.support, expected: [answered(403)] }, (page) => forbidden(page, MANAGING()));
});

test('an administrator activates what support has deactivated, and sees who did it and why', async () => {
  await withPage({ as: as.administrator }, async (page) => {
    await page.goto(`${base}/integrations?q=${encodeURIComponent(shut)}`);
    await page.getByRole('link', { name: shut, exact: true }).click();
    await page.getByText('Reason: Seen in a public log; ticket 12.').first().waitFor();
    await page.getByRole('radio', { name: /^Active/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Activated');
  });
});

test('someone who is signed out is led to sign in, and back to where they wanted to be', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${base}/integrations/tokens/${ids.inactive}`);
    await page.waitForURL('**/sign-in?return_to=*');
    await page.getByLabel('E-mail address').fill(PEOPLE.member);
    await page.getByLabel('Password').fill('latchkey-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${base}/integrations/tokens/${ids.inactive}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${base}/integrations`);
    assert.equal(page.url(), `${base}/sign-in`);
  });
});

test('another organization’s token is not there, and whoever belongs to both is offered to switch', async () => {
  let elsewhere;
  await withPage({ as: as.administrator, expected: [answered(404)] }, async (page) => {
    await page.goto(`${base}/integrations`);
    const organizations = page.locator('summary', { hasText: 'Organization:' });
    assert.equal(await textOf(organizations), 'Organization: Acme Metering');
    await organizations.click();
    await page.getByRole('button', { name: 'Switch to Windpark Nord' }).click();
    await said(page, 'You are now in Windpark Nord.');
    elsewhere = await page.getByRole('link', { name: 'Weather feed' }).getAttribute('href');
    await organizations.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Switch to Acme Metering' }).press('Enter');
    await said(page, 'You are now in Acme Metering.');
    assert.equal((await page.goto(`${base}${elsewhere}`)).status(), 404);
    await page.getByRole('button', { name: 'Switch to Windpark Nord' }).click();
    await page.getByRole('heading', { level: 1, name: /^Weather feed/ }).waitFor();
  });
  await withPage({ as: as.member, expected: [answered(404)] }, async (page) => {
    assert.equal((await page.goto(`${base}${elsewhere}`)).status(), 404);
    await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
    assert.equal(await page.getByText('Weather feed').count(), 0);
  });
});

test('a form of another organization than one has switched to is sent after switching back, as it was filled in', async () => {
  // A session of its own: others leave theirs in whichever organization.
  await withPage({ as: await signedInAnew(base, PEOPLE.administrator) }, async (page) => {
    await page.goto(`${base}/applications/new`);
    await page.getByLabel('Name').fill('Typed before the switch');
    const session = await page.context().newPage();
    await session.goto(`${base}/integrations`);
    await session.locator('summary', { hasText: 'Organization:' }).click();
    await session.getByRole('button', { name: 'Switch to Windpark Nord' }).click();
    await said(session, 'You are now in Windpark Nord.');
    await session.close();
    await page.locator('main form button').first().click();
    await page.getByText('You have switched to another organization since, in another tab, so nothing was done.').waitFor();
    await page.getByRole('button', { name: 'Switch back' }).click();
    await page.getByText('You have switched back.').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Typed before the switch');
    await page.locator('main form button').first().click();
    await page.getByRole('link', { name: 'Typed before the switch' }).or(page.getByRole('heading', { name: 'Typed before the switch' })).first().waitFor();
  });
});
