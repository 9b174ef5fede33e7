// From the first start to the deleted token, through the pages and through nginx.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  SECRET, createToken, eventually, field, founder, nginx, rowOf, said, serve, setUp, textOf, upstream, withPage,
} from './kit.mjs';

const BEARER = 'Bearer realm="latchkey"';

/** A new installation that believes nginx, and an API; `gate` puts nginx between once the application is known. */
async function installation() {
  const server = await serve({ LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' });
  const api = await upstream();
  return { ...server, api, gate: (application) => nginx({ base: server.base, application, api }) };
}

function bearer(secret, headers = {}) {
  return { Authorization: `Bearer ${secret}`, ...headers };
}

async function admitted(gate, url, secret) {
  assert.equal((await gate.ask('GET', url, bearer(secret))).status, 200);
}

async function refused(gate, url, secret) {
  const answer = await gate.ask('GET', url, bearer(secret));
  assert.equal(answer.status, 401);
  assert.equal(answer.headers['www-authenticate'], `${BEARER}, error="invalid_token"`);
}

/** The application's id, from the line on the reveal that tries the token. */
async function applicationOf(page) {
  return /\/gate\/([0-9a-f]{24})\/nginx/.exec(await page.getByRole('region', { name: 'curl line' }).textContent())[1];
}

/** Waits until the token's page says that it was used. */
function seenInUse(page) {
  return eventually(async () => {
    await page.reload();
    const used = page.locator('dl').filter({ hasText: 'Last used' }).first();
    assert.match(await textOf(used), /Last used (just now|\d+ minutes? ago) from 127\.0\.0\.1/);
  });
}

/** What the API behind nginx gets to see of a request that passed. */
async function checkIdentity({ api, gate, secret, application, token, expires }) {
  api.requests.length = 0;
  const url = `/applications/${application}/devices?limit=2`;
  const answer = await gate.ask('GET', url, bearer(secret, { 'X-Latchkey-Owner': 'Mallory', 'X-Latchkey-Scope': 'all' }));
  assert.equal(answer.status, 200);
  assert.equal(api.requests.length, 1);
  const [{ method, url: asked, headers }] = api.requests;
  assert.deepEqual([method, asked], ['GET', url]);
  assert.equal(headers.authorization, undefined);
  assert.equal(headers['x-latchkey-token-id'], token);
  assert.equal(headers['x-latchkey-token-name'], 'Z%C3%A4hler%20export%20%26%20%E2%9C%93');
  assert.equal(headers['x-latchkey-owner'], 'Metering');
  assert.equal(headers['x-latchkey-application-id'], application);
  assert.match(headers['x-latchkey-organization-id'], /^[0-9a-f]{24}$/);
  assert.equal(headers['x-latchkey-scope'], 'devices.get');
  // The form's end counts from when it was shown, the token's from when it was created.
  const end = headers['x-latchkey-expires-at'];
  assert.match(end, /Z$/);
  assert.ok(Date.parse(expires) <= Date.parse(end), `${end} is before the shown ${expires}`);
  assert.ok(Date.parse(end) <= Date.now() + NINETY_DAYS, `${end} is more than 90 days away`);
}

/** An action that was not ticked. */
async function checkInsufficient({ api, gate, secret, application }) {
  api.requests.length = 0;
  const answer = await gate.ask('POST', `/applications/${application}/devices`, bearer(secret));
  assert.equal(answer.status, 403);
  assert.equal(answer.headers['www-authenticate'], `${BEARER}, error="insufficient_scope"`);
  assert.equal(api.requests.length, 0);
}

/** In milliseconds. */
const NINETY_DAYS = 90 * 24 * 60 * 60 * 1000;
const NAME = 'Zähler export & ✓';

test('an administrator sets Latchkey up, creates a first token, switches it off and on and deletes it', async () => {
  const { base, setUp: address, api, gate: behindNginx } = await installation();
  await withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await setUp(page, address);
    await page.getByText('Latchkey is set up.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Add token', exact: true }).count(), 0);

    // The dialog.
    await page.getByRole('link', { name: 'Add first token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create an application token' });
    await field(dialog, 'Name').fill(NAME);
    await field(dialog, 'Description').fill('Runs at night.\nOwner: metering team.');
    await dialog.getByRole('radio', { name: /^90 days/ }).check();
    const expires = await dialog.getByRole('radio', { name: /^90 days/ }).locator('..').locator('time').getAttribute('datetime');
    await dialog.getByText(/^Ends .*, in 90 days[. ]/).waitFor();
    await dialog.getByRole('button', { name: 'Add my current address (127.0.0.1)' }).click();
    assert.equal(await field(dialog, 'IP restriction').inputValue(), '127.0.0.1');
    await dialog.getByText('127.0.0.1 means').waitFor();
    await dialog.getByRole('radio', { name: /^Custom/ }).check();
    // What there is to choose from is in sight at once.
    const foot = dialog.locator('.actions.sticky');
    const first = dialog.locator('[data-resource]').first();
    assert.ok((await first.boundingBox()).y + 40 < (await foot.boundingBox()).y, 'a resource is above the foot');
    const [form, feet] = [await dialog.boundingBox(), await foot.getByRole('button').boundingBox()];
    assert.ok(feet.x - form.x >= 12 && form.y + form.height - (feet.y + feet.height) >= 8, 'the foot has its margins');
    await dialog.getByRole('searchbox', { name: 'Search actions' }).fill('list devices');
    await dialog.getByRole('checkbox', { name: /^get read/ }).first().waitFor();
    await dialog.getByRole('searchbox', { name: 'Search actions' }).fill('devices');
    const resource = dialog.getByRole('group', { name: 'devices', exact: true });
    await resource.getByRole('checkbox', { name: 'All actions of devices' }).check();
    await dialog.locator('summary').getByText(/^[1-9]\d* of \d+ actions in devices$/).waitFor();
    const boxes = resource.getByRole('checkbox', { checked: true });
    const all = await boxes.count();
    await resource.getByRole('checkbox', { name: /^post write/ }).uncheck();
    assert.equal(await boxes.count(), all - 2, 'the action and, no longer complete, the box of the resource');
    assert.equal(await resource.getByRole('checkbox', { name: 'All actions of devices' })
      .evaluate((box) => box.indeterminate), true);
    await dialog.getByRole('button', { name: 'Create application token' }).click();

    // The reveal.
    await page.getByRole('heading', { name: `“${NAME}” is created` }).waitFor();
    const secret = await page.getByRole('status', { name: 'Token' }).textContent();
    assert.match(secret, new RegExp(`^${SECRET.source}$`));
    const application = await applicationOf(page);
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await page.getByRole('checkbox', { name: 'I have copied my application token to a safe place' }).check();
    await page.getByRole('button', { name: 'Close window' }).click();

    // The list.
    await page.waitForURL('**/integrations#application-tokens');
    const row = rowOf(page, NAME);
    await row.waitFor();
    assert.match(await textOf(row), /Custom: \d+ of \d+ actions in devices/);
    assert.match(await textOf(row), /127\.0\.0\.1/);
    assert.doesNotMatch(await textOf(row), /not confirmed/);
    await page.getByRole('link', { name: 'Add token', exact: true }).waitFor();
    const link = await row.getByRole('link', { name: NAME }).getAttribute('href');
    const token = link.split('/').at(-1);

    // The gate.
    const gate = await behindNginx(application);
    const url = `/applications/${application}/devices`;
    await checkIdentity({ api, gate, secret, application, token, expires });
    await checkInsufficient({ api, gate, secret, application });

    // Off, for the very next request, and on again by Undo.
    await row.getByRole('switch', { name: `Active: ${NAME}` }).click();
    await said(page, `Deactivated “${NAME}”.`);
    await refused(gate, url, secret);
    assert.equal(await row.getByRole('switch').getAttribute('aria-checked'), 'false');
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, `Activated “${NAME}”.`);
    await admitted(gate, url, secret);

    // Off and on by the radio buttons of the token's page.
    await row.getByRole('link', { name: NAME }).click();
    await page.getByRole('radio', { name: /^Inactive/ }).check();
    await field(page, 'Reason').fill('Maintenance');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Reason: Maintenance').first().waitFor();
    await refused(gate, url, secret);
    await page.getByRole('radio', { name: /^Active/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, `Activated “${NAME}”.`);
    await admitted(gate, url, secret);

    // Deleted, by typing its name, as it is in use.
    await seenInUse(page);
    await page.getByRole('link', { name: 'Delete' }).click();
    const asking = page.getByRole('dialog', { name: `Delete “${NAME}”?` });
    await asking.getByText('in the last 24 hours').waitFor();
    await asking.getByLabel('Type its name to delete it').fill(NAME);
    await asking.getByRole('button', { name: 'Delete' }).click();
    await said(page, `Deleted “${NAME}”.`);
    await page.getByRole('link', { name: 'Add first token' }).waitFor();
    await refused(gate, url, secret);
  });
});

test('the same path works with JavaScript off', async () => {
  const { base, setUp: address, api, gate: behindNginx } = await installation();
  await withPage({ javaScriptEnabled: false, expected: [/422/] }, async (page) => {
    await setUp(page, address);
    await page.getByText('Latchkey is set up.').waitFor();
    await page.getByRole('link', { name: 'Add first token' }).click();
    await page.waitForURL('**/integrations/tokens/new');
    await page.getByRole('heading', { level: 1, name: 'Create an application token' }).waitFor();
    await field(page, 'Name').fill(NAME);
    await field(page, 'Description').fill('Runs at night.');
    const preset = page.getByRole('radio', { name: /^90 days/ });
    await preset.check();
    await page.getByRole('radio', { name: /^Custom/ }).check();
    const devices = page.locator('summary').filter({ hasText: /^devices / });
    await devices.click();
    await page.getByRole('group', { name: 'devices', exact: true }).getByRole('checkbox', { name: /^get read/ }).check();

    // A submit of its own, that keeps what is chosen.
    await page.getByRole('button', { name: 'Add my current address (127.0.0.1)' }).click();
    assert.equal(await field(page, 'IP restriction').inputValue(), '127.0.0.1');
    await page.getByText('127.0.0.1 means').waitFor();
    assert.equal(await field(page, 'Name').inputValue(), NAME);
    assert.equal(await preset.isChecked(), true);
    await page.getByRole('group', { name: 'devices', exact: true }).getByRole('checkbox', { name: /^get read/, checked: true }).waitFor();
    await page.getByRole('button', { name: 'Create application token' }).click();

    // No button that could not work.
    await page.getByRole('heading', { name: `“${NAME}” is created` }).waitFor();
    assert.equal(await page.getByRole('button', { name: /copy/i }).count(), 0);
    const secret = await page.getByRole('status', { name: 'Token' }).textContent();
    assert.match(secret, new RegExp(`^${SECRET.source}$`));
    const application = await applicationOf(page);
    const expires = await page.locator('dl').filter({ hasText: 'Until' }).locator('time').getAttribute('datetime');
    await page.getByRole('checkbox', { name: 'I have copied my application token to a safe place' }).check();
    await page.getByRole('button', { name: 'Close window' }).click();
    const row = rowOf(page, NAME);
    await row.waitFor();
    assert.doesNotMatch(await textOf(row), /not confirmed/);
    const token = (await row.getByRole('link', { name: NAME }).getAttribute('href')).split('/').at(-1);

    const gate = await behindNginx(application);
    const url = `/applications/${application}/devices`;
    await checkIdentity({ api, gate, secret, application, token, expires });
    await checkInsufficient({ api, gate, secret, application });

    await row.getByRole('switch').click();
    await said(page, `Deactivated “${NAME}”.`);
    await refused(gate, url, secret);
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, `Activated “${NAME}”.`);
    await admitted(gate, url, secret);

    await row.getByRole('link', { name: NAME }).click();
    await page.getByRole('radio', { name: /^Inactive/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await refused(gate, url, secret);
    await page.getByRole('radio', { name: /^Active/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await admitted(gate, url, secret);

    await seenInUse(page);
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.waitForURL(`**/integrations/tokens/${token}/deletion`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await page.getByLabel('Type its name to delete it').fill(NAME);
    await page.getByRole('button', { name: 'Delete' }).click();
    await said(page, `Deleted “${NAME}”.`);
    await refused(gate, url, secret);
  });
});

/** What is wrong with how the focused element shows that it is. */
function focusFault() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = element.closest('label');
  const { left, top, width, height } = element.getBoundingClientRect();
  const marked = [element, label].filter(Boolean).some((shown) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
  });
  const name = `${element.localName} “${(element.ariaLabel || element.textContent || element.id).trim().slice(0, 60)}”`;
  if (!element.matches(':focus-visible') || !marked) return `${name} has no mark of focus`;
  if (width < 1 || height < 1) return `${name} can't be seen`;
  const on = document.elementFromPoint(left + Math.min(width / 2, 40), top + height / 2);
  if (!on || !(element.contains(on) || on.contains(element) || label?.contains(on))) return `${name} is hidden behind something`;
  return null;
}

/** Presses Tab (or Shift+Tab) until the focus is on `target`; whatever is met on the way must show that it has it. */
async function tabTo(page, target, key = 'Tab') {
  const focused = page.locator(':focus').and(target);
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    // Scrolling to it may take a moment.
    await eventually(async () => assert.equal(await page.evaluate(focusFault), null), 1_000);
    if (await focused.count() === 1) return;
  }
  assert.fail(`${target} can't be reached with ${key}`);
}

function isFocused(page, target) {
  return page.locator(':focus').and(target).waitFor();
}

test('the same path works with the keyboard alone', async () => {
  const { setUp: address, api, gate: behindNginx } = await installation();
  await withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const { keyboard } = page;
    // Setting up. The first stop of every page leads past the navigation.
    await page.goto(address);
    await keyboard.press('Tab');
    await isFocused(page, page.getByRole('link', { name: 'Skip to content' }));
    await keyboard.press('Enter');
    for (const [label, text] of [['Organization', 'Wattle'], ['First application', 'Metering'], ['Your name', 'Noor'],
      ['Your e-mail address', 'noor@example.com'], ['Password', 'orbit-candle-mosaic-19']]) {
      await tabTo(page, page.getByLabel(label));
      await keyboard.type(text);
    }
    await keyboard.press('Enter');
    await page.getByText('Latchkey is set up.').waitFor();
    // Until its script has come, the link leads to the page of its own.
    await page.locator('html.js').waitFor();

    // The dialog: the focus is on the name; Escape asks once something is typed, and the focus goes back.
    const opener = page.getByRole('link', { name: 'Add first token' });
    const dialog = page.getByRole('dialog', { name: 'Create an application token' });
    await tabTo(page, opener);
    await keyboard.press('Enter');
    await isFocused(page, field(dialog, 'Name'));
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await isFocused(page, opener);
    await keyboard.press('Enter');
    await isFocused(page, field(dialog, 'Name'));
    await keyboard.type(NAME);
    const asked = [];
    const answers = ['dismiss', 'dismiss', 'accept'];
    page.on('dialog', async (question) => {
      asked.push(question.message());
      await question[answers.shift()]();
    });
    for (const times of [1, 2]) {
      await keyboard.press('Escape');
      await eventually(() => assert.equal(asked.length, times));
      assert.equal(await dialog.isVisible(), true, `Escape was declined ${times} times`);
      assert.equal(await field(dialog, 'Name').inputValue(), NAME);
    }
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.deepEqual(asked, Array(3).fill('Discard what you typed?'));
    await isFocused(page, opener);

    // Filled in.
    await keyboard.press('Enter');
    await isFocused(page, field(dialog, 'Name'));
    await keyboard.type(NAME);
    await tabTo(page, field(dialog, 'Description'));
    await keyboard.type('Typed.');
    await tabTo(page, dialog.getByRole('radio', { name: /^1 year/ }));
    await keyboard.press('ArrowUp');
    const preset = dialog.getByRole('radio', { name: /^90 days/, checked: true });
    await isFocused(page, preset);
    const expires = await preset.locator('..').locator('time').getAttribute('datetime');
    await tabTo(page, dialog.getByRole('button', { name: 'Add my current address (127.0.0.1)' }));
    await keyboard.press('Space');
    assert.equal(await field(dialog, 'IP restriction').inputValue(), '127.0.0.1');
    await tabTo(page, dialog.getByRole('radio', { name: /^Read only/ }));
    await keyboard.press('ArrowDown');
    await isFocused(page, dialog.getByRole('radio', { name: /^Custom/, checked: true }));
    const search = dialog.getByRole('searchbox', { name: 'Search actions' });
    await tabTo(page, search);
    // Escape empties the search, and Enter in it sends nothing.
    await keyboard.type('nothing is called so');
    await dialog.getByText('No action matches.').waitFor();
    await keyboard.press('Escape');
    assert.equal(await search.inputValue(), '');
    await keyboard.type('devices');
    await keyboard.press('Enter');
    const resource = dialog.getByRole('group', { name: 'devices', exact: true });
    await tabTo(page, resource.getByRole('button', { name: 'Only read actions of devices' }));
    await keyboard.press('Enter');
    await tabTo(page, resource.getByRole('checkbox', { name: /^sendCommand write/ }));
    await keyboard.press('Space');
    assert.equal(await resource.getByRole('checkbox', { name: /^sendCommand write/ }).isChecked(), true);
    await tabTo(page, resource.getByRole('checkbox', { name: 'All actions of devices' }), 'Shift+Tab');
    await tabTo(page, dialog.getByRole('button', { name: 'Create application token' }));
    await keyboard.press('Enter');

    // The reveal.
    const output = page.getByRole('status', { name: 'Token' });
    const secret = await output.textContent();
    const application = await applicationOf(page);
    // Focused before the script is there, it selects once it is.
    await eventually(async () => {
      await tabTo(page, output);
      assert.equal(await page.evaluate(() => getSelection().toString()), secret);
    });
    await tabTo(page, page.getByRole('button', { name: 'Copy token' }));
    await keyboard.press('Enter');
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await tabTo(page, page.getByRole('checkbox', { name: 'I have copied my application token to a safe place' }));
    await keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: 'Close window' }));
    await keyboard.press('Enter');
    const row = rowOf(page, NAME);
    await row.waitFor();
    const token = (await row.getByRole('link', { name: NAME }).getAttribute('href')).split('/').at(-1);

    const gate = await behindNginx(application);
    const url = `/applications/${application}/devices`;
    await checkIdentity({ api, gate, secret, application, token, expires });
    await checkInsufficient({ api, gate, secret, application });

    // The switch keeps the focus, so that a second press takes the first back.
    const button = row.getByRole('switch', { name: `Active: ${NAME}` });
    await tabTo(page, button);
    await keyboard.press('Space');
    await said(page, `Deactivated “${NAME}”.`);
    await refused(gate, url, secret);
    await isFocused(page, button);
    await keyboard.press('Enter');
    await said(page, `Activated “${NAME}”.`);
    await admitted(gate, url, secret);
    await tabTo(page, page.getByRole('button', { name: 'Undo' }), 'Shift+Tab');
    await keyboard.press('Enter');
    await said(page, `Deactivated “${NAME}”.`);
    await refused(gate, url, secret);

    // The menu.
    const menu = row.getByLabel(`More for ${NAME}`);
    await tabTo(page, menu);
    await keyboard.press('Enter');
    await tabTo(page, row.getByRole('link', { name: 'Open' }));
    await keyboard.press('Escape');
    await isFocused(page, menu);
    await row.getByRole('link', { name: 'Open' }).waitFor({ state: 'hidden' });
    await keyboard.press('Space');
    await tabTo(page, row.getByRole('link', { name: 'Open' }));
    await keyboard.press('Enter');
    await page.waitForURL(`**/integrations/tokens/${token}`);

    // The radio buttons.
    await tabTo(page, page.getByRole('radio', { name: /^Inactive/ }));
    await keyboard.press('ArrowUp');
    await tabTo(page, page.getByRole('button', { name: 'Save' }));
    await keyboard.press('Enter');
    await said(page, `Activated “${NAME}”.`);
    await admitted(gate, url, secret);

    // Deleting: the safe button has the focus.
    await seenInUse(page);
    const remove = page.getByRole('link', { name: 'Delete' });
    const asking = page.getByRole('dialog', { name: `Delete “${NAME}”?` });
    await tabTo(page, remove);
    await keyboard.press('Enter');
    await isFocused(page, asking.getByRole('link', { name: 'Cancel' }));
    await keyboard.press('Escape');
    await isFocused(page, remove);
    await keyboard.press('Enter');
    await isFocused(page, asking.getByRole('link', { name: 'Cancel' }));
    await keyboard.press('Enter');
    await asking.waitFor({ state: 'hidden' });
    await isFocused(page, remove);
    await keyboard.press('Enter');
    await isFocused(page, asking.getByRole('link', { name: 'Cancel' }));
    await tabTo(page, asking.getByLabel('Type its name to delete it'), 'Shift+Tab');
    await keyboard.type(NAME);
    await keyboard.press('Enter');
    await said(page, `Deleted “${NAME}”.`);
    await refused(gate, url, secret);
  });
});

test('nobody talks a token that is restricted to other addresses past the gate with a forged X-Forwarded-For', async () => {
  const server = await installation();
  const as = await founder(server);
  await withPage({ as }, async (page) => {
    const here = await createToken(page, server.base, { name: 'From here', networks: '127.0.0.1' });
    const there = await createToken(page, server.base, { name: 'From there', networks: '203.0.113.7' });
    await page.goto(`${server.base}/integrations/tokens/${there.id}`);
    const filter = await page.request.get(`${server.base}/integrations/tokens/new`);
    const [, application] = /name="application" value="([0-9a-f]{24})"/.exec(await filter.text());
    const gate = await server.gate(application);
    const url = `/applications/${application}/devices`;
    for (const forged of [undefined, '203.0.113.7', '203.0.113.7, 127.0.0.1', '127.0.0.1, 203.0.113.7']) {
      const headers = forged === undefined ? {} : { 'X-Forwarded-For': forged, 'X-Real-IP': forged, Forwarded: `for=${forged}` };
      assert.equal((await gate.ask('GET', url, bearer(here.secret, headers))).status, 200, forged);
      const answer = await gate.ask('GET', url, bearer(there.secret, headers));
      assert.equal(answer.status, 403, forged);
      assert.equal(answer.headers['www-authenticate'], BEARER);
    }
    assert.ok(server.api.requests.every(({ headers }) => headers['x-latchkey-token-id'] === here.id));
  });
});
