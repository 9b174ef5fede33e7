// When the server is slow or gone, or the session is over: it is said, nothing typed is lost, and nothing shows what isn't known.
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import {
  FOUNDER, answered, createToken, eventually, field, founder, pause, rowOf, said, send, serve, signIn, textOf, withPage,
} from './kit.mjs';

let server;
let base;
let as;
let count = 0;

const GONE = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET/;
/** Longer than until it is said that there is no answer, and than until nobody waits for one any more. */
const SLOW = 9_000;
const TOO_LONG = 31_000;

before(async () => {
  server = await serve();
  base = server.base;
  as = await founder(server);
});

afterEach(() => { server.thaw(); });

/** Runs with a page of its own session, and a new token. */
async function withToken(options, use) {
  count += 1;
  const name = `Sensor ${count}`;
  const own = await withPage({}, async (page) => {
    await signIn(page, base, FOUNDER.email, FOUNDER.password);
    return page.context().storageState();
  });
  await withPage({ as: own, ...options }, async (page, watch) => {
    await use(page, { name, ...await createToken(page, base, { name }) }, watch);
  });
}

const signOut = (page) => send(page, base, '/sign-out');
const alert = (scope, text) => scope.getByRole('alert').filter({ hasText: text }).waitFor();

/** Signs in by the link that the page offers, in the tab that it opens. */
async function signInBeside(page) {
  const coming = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Sign in in a new tab' }).click();
  const tab = await coming;
  await tab.getByLabel('E-mail address').fill(FOUNDER.email);
  await tab.getByLabel('Password').fill(FOUNDER.password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('heading', { level: 1, name: 'You are signed in' }).waitFor();
  await tab.close();
}

/** Nothing of what is typed is kept anywhere but in the page. */
async function storesNothing(page) {
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
}

// ---- The session is over -----------------------------------------------------------------------------------------

test('a form that is sent after the session is over stays as it is, and goes after signing in beside it', async () => {
  await withToken({}, async (page, { id, name }) => {
    const address = `${base}/integrations/tokens/${id}/edit`;
    await page.goto(address);
    await field(page, 'Description').fill('Typed with care');
    await signOut(page);
    const button = page.getByRole('button', { name: 'Save' });
    await button.click();
    await alert(page, 'You were signed out, so nothing was done.');
    assert.equal(page.url(), address);
    assert.equal(await field(page, 'Description').inputValue(), 'Typed with care');
    assert.equal(await button.isEnabled(), true);
    await storesNothing(page);

    await signInBeside(page);
    // Both tabs of a browser without a window are in sight all the time.
    await page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')); });
    await alert(page, 'You are signed in again. Nothing was done so far');
    assert.equal(await page.getByRole('link', { name: 'Sign in in a new tab' }).count(), 0);
    await button.click();
    await said(page, `Saved “${name}”.`);
    await page.getByText('Typed with care').first().waitFor();
  });
});

test('at the support desk nobody takes a token for shut that is not', async () => {
  await withToken({}, async (page, { name, secret }) => {
    await page.goto(`${base}/support`);
    await page.getByLabel('Text to look through').fill(`leaked: ${secret}`);
    await signOut(page);
    await page.getByRole('button', { name: 'Look for tokens' }).click();
    await alert(page, 'You were signed out, so nothing was done.');
    assert.match(await page.getByLabel('Text to look through').inputValue(), new RegExp(secret));
    await storesNothing(page);
    await signInBeside(page);
    await page.getByRole('button', { name: 'Look for tokens' }).click();
    await page.getByRole('checkbox', { name: `Shut off ${name}` }).check();
    await page.getByRole('radio', { name: /^Mark compromised/ }).check();
    await field(page, 'Reason').fill('Ticket 4711');
    await signOut(page);
    await page.getByRole('button', { name: 'Shut off the chosen tokens' }).click();
    await alert(page, 'You were signed out, so nothing was done.');
    await signInBeside(page);
    assert.equal(await field(page, 'Reason').inputValue(), 'Ticket 4711');
    await page.getByRole('button', { name: 'Shut off the chosen tokens' }).click();
    await said(page, 'Marked 1 token compromised.');
  });
});

test('without scripts the sign-in page says that what was sent was not done, and leads back to its page', async () => {
  await withToken({ javaScriptEnabled: false, expected: [answered(422)] }, async (page, { id, name }, watch) => {
    const address = `${base}/integrations/tokens/${id}/compromise`;
    await page.goto(address);
    await field(page, 'Reason').fill('Pasted into a forum');
    await signOut(page);
    await page.getByRole('button', { name: 'Mark compromised' }).click();
    await page.getByText('You were signed out, so what you just sent was not done.').waitFor();
    await page.getByLabel('E-mail address').fill(FOUNDER.email);
    await page.getByLabel('Password').fill('mistyped');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('group', { name: 'There is a problem' }).waitFor();
    await page.getByText('You were signed out, so what you just sent was not done.').waitFor();
    await page.getByLabel('Password').fill(FOUNDER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
    assert.equal(page.url(), address);
    assert.equal(watch.urls.some((url) => url.includes('forum')), false);

    // The switch is a form, too: one comes back to the list as it was.
    await page.goto(`${base}/integrations?q=${encodeURIComponent(name)}`);
    await signOut(page);
    await page.getByRole('switch').click();
    await page.getByText('You were signed out, so what you just sent was not done.').waitFor();
    await page.getByLabel('E-mail address').fill(FOUNDER.email);
    await page.getByLabel('Password').fill(FOUNDER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await rowOf(page, name).getByText('Active', { exact: true }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('q'), name);
  });
});

test('a dialog says that the session is over, and sends what was typed in it after signing in', async () => {
  await withToken({}, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Typed in a dialog');
    await signOut(page);
    const button = dialog.getByRole('button', { name: 'Create application token' });
    await button.click();
    await alert(dialog, 'You were signed out, so nothing was done.');
    assert.equal(await field(dialog, 'Name').inputValue(), 'Typed in a dialog');
    await signInBeside(page);
    await button.click();
    await page.getByRole('heading', { level: 1, name: '“Typed in a dialog” is created' }).waitFor();
    await page.getByRole('checkbox', { name: /copied/ }).check();
    await page.getByRole('button', { name: 'Close window' }).click();
    await page.waitForURL('**/integrations#application-tokens');
    assert.equal(await rowOf(page, 'Typed in a dialog').count(), 1);
  });
});

test('signing out works after the session is over', async () => {
  await withToken({}, async (page) => {
    await page.goto(`${base}/integrations`);
    await signOut(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${base}/sign-in`);
  });
});

// ---- The server is gone ------------------------------------------------------------------------------------------

test('while the server is gone a form stays with all that was typed, and makes one thing once it is back', async () => {
  await withToken({ expected: [GONE] }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Made once');
    await field(dialog, 'IP restriction').fill('10.0.0.0/8');
    await server.stop();
    const button = dialog.getByRole('button', { name: 'Create application token' });
    for (let n = 0; n < 2; n += 1) {
      await button.click();
      await alert(dialog, 'The server could not be reached, so nothing was done.');
      assert.equal(await dialog.getByRole('alert').count(), 1);
    }
    assert.equal(await field(dialog, 'IP restriction').inputValue(), '10.0.0.0/8');
    await server.again();
    await button.click();
    await page.getByRole('heading', { level: 1, name: '“Made once” is created' }).waitFor();

    // The secret is seen once: the page that shows it stays, too.
    const secret = await textOf(page.getByLabel('Token', { exact: true }));
    await page.getByRole('checkbox', { name: /copied/ }).check();
    await server.stop();
    await page.getByRole('button', { name: 'Close window' }).click();
    await alert(page, 'The server could not be reached, so nothing was done.');
    assert.equal(await textOf(page.getByLabel('Token', { exact: true })), secret);
    const asked = [];
    page.on('dialog', (question) => { asked.push(question.type()); return question.dismiss(); });
    await page.evaluate(() => { setTimeout(() => location.reload()); });
    await eventually(() => assert.deepEqual(asked, ['beforeunload']));
    await server.again();
    await page.getByRole('button', { name: 'Close window' }).click();
    await page.waitForURL('**/integrations#application-tokens');
    assert.equal(await rowOf(page, 'Made once').count(), 1);
  });
});

test('while the server is gone nobody loses a typed password, and no dialog takes one off the list', async () => {
  await withToken({ expected: [GONE] }, async (page, { name }) => {
    await page.goto(`${base}/integrations?q=${encodeURIComponent(name)}`);
    const tab = await page.context().browser().newPage();
    await tab.goto(`${base}/sign-in`);
    await tab.getByLabel('E-mail address').fill(FOUNDER.email);
    await tab.getByLabel('Password').fill(FOUNDER.password);
    await server.stop();
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await alert(tab, 'The server could not be reached');
    assert.equal(await tab.getByLabel('Password').inputValue(), FOUNDER.password);

    const address = page.url();
    await page.getByRole('link', { name: 'Add token' }).click();
    await said(page, 'The server could not be reached.');
    await page.getByLabel(`More for ${name}`).click();
    await page.getByRole('link', { name: 'Delete' }).click();
    await said(page, 'The server could not be reached.');
    assert.equal(page.url(), address);
    assert.equal(await page.locator('#flash.trouble').count(), 1, 'it does not look like a result');

    await server.again();
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL(`${base}/integrations`);
    await tab.context().close();
    await page.getByLabel(`More for ${name}`).click();
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: new RegExp(name) }).waitFor();
  });
});

test('a creation of which the answer was lost is found again by sending it once more', async () => {
  await withToken({ expected: [answered(409)] }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await field(page, 'Name').fill('Lost on the way');
    await page.route(`${base}/integrations/tokens`, async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    }, { times: 1 });
    await page.getByRole('button', { name: 'Create application token' }).click();
    // The browser's own page, which offers to send the form again.
    await eventually(() => assert.notEqual(page.url(), `${base}/integrations/tokens/new`));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'This token was created already' }).waitFor();
    assert.equal(page.url(), `${base}/integrations/tokens`);
    await page.goto(`${base}/integrations?q=Lost`);
    assert.equal(await rowOf(page, 'Lost on the way').count(), 1);
  });
});

// ---- The server is slow ------------------------------------------------------------------------------------------

test('a form that is not answered says that nothing was done so far, and goes when it is', async () => {
  await withToken({}, async (page, { id, name }) => {
    await page.clock.install();
    await page.goto(`${base}/integrations/tokens/${id}/edit`);
    await field(page, 'Description').fill('Patient');
    const button = page.getByRole('button', { name: /^(Save|Saving…)$/ });
    server.freeze();
    await button.click();
    assert.equal(await button.getAttribute('aria-busy'), 'true');
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.clock.fastForward(SLOW);
    await alert(page, 'No answer yet. Nothing was done so far');
    server.thaw();
    await said(page, `Saved “${name}”.`);
    await page.getByText('Patient').first().waitFor();
  });
});

test('a form that nobody answers for long is not sent later, behind one’s back', async () => {
  await withToken({}, async (page, { id, name }) => {
    await page.clock.install();
    await page.goto(`${base}/integrations/tokens/${id}/edit`);
    await field(page, 'Description').fill('Impatient');
    const button = page.getByRole('button', { name: 'Save' });
    server.freeze();
    await button.click();
    await page.clock.fastForward(TOO_LONG);
    await alert(page, 'The server could not be reached, so nothing was done.');
    assert.equal(await button.getAttribute('aria-busy'), null);
    server.thaw();
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, `Saved “${name}”.`);
  });
});

test('a form that waits for an answer is not sent when one leaves meanwhile', async () => {
  await withToken({}, async (page, { id, name }) => {
    await page.goto(`${base}/integrations/tokens/${id}/compromise`);
    await field(page, 'Reason').fill('Pressed by mistake');
    // That question is the one answer that is late: the link is followed at once.
    await page.route('**/session', async (route) => {
      await pause(2_000);
      await route.continue().catch(() => {});
    });
    await page.route(`**/tokens/${id}`, async (route) => {
      await pause(4_000);
      await route.continue();
    });
    const posts = [];
    page.on('request', (request) => { if (request.method() === 'POST') posts.push(request.url()); });
    await page.getByRole('button', { name: 'Mark compromised' }).click();
    await page.getByRole('link', { name: 'Cancel' }).click({ noWaitAfter: true });
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${name} Active`) }).waitFor();
    assert.deepEqual(posts, []);
  });
});

test('a form of which the answer is late after it went says that it isn’t known whether it was done', async () => {
  await withToken({}, async (page, { id, name }) => {
    await page.goto(`${base}/integrations/tokens/${id}/edit`);
    await field(page, 'Description').fill('Late');
    // A page that is being left can't be looked at, nor its clock be moved: this keeps what it says.
    await page.evaluate(() => {
      new MutationObserver(() => {
        sessionStorage.alert = document.querySelector('[role=alert]')?.textContent ?? '';
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.route(`**/${id}/edit`, async (route) => {
      await pause(SLOW);
      await route.continue();
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(`${base}/integrations/tokens/${id}`, { timeout: 3 * SLOW });
    await said(page, `Saved “${name}”.`);
    assert.match(await page.evaluate(() => sessionStorage.alert), /^No answer yet: it isn't known whether it was done\./);
  });
});

test('a dialog that is long in coming says so, and comes', async () => {
  await withToken({}, async (page) => {
    await page.clock.install();
    await page.goto(`${base}/integrations`);
    server.freeze();
    const link = page.getByRole('link', { name: 'Add token' });
    await link.click();
    assert.equal(await link.getAttribute('aria-busy'), 'true');
    await page.clock.fastForward(SLOW);
    await said(page, 'No answer from the server yet.');
    server.thaw();
    await page.getByRole('dialog', { name: 'Create an application token' }).waitFor();
    assert.equal(await page.locator('#flash-text').textContent(), '');
  });
});

// ---- The switch --------------------------------------------------------------------------------------------------

/** Where the knob stands: 0 is off, 1 is on. */
function knob(button) {
  return button.evaluate((element) => {
    const { translate } = getComputedStyle(element, '::after');
    const on = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875;
    return (parseFloat(translate) || 0) / on;
  });
}

test('the switch says at once what it does, and shows nothing that isn’t known until the server answers', async () => {
  await withToken({}, async (page, { name }) => {
    await page.clock.install();
    await page.goto(`${base}/integrations?q=${encodeURIComponent(name)}`);
    const button = page.getByRole('switch', { name: `Active: ${name}` });
    const row = rowOf(page, name);
    assert.equal(await knob(button), 1);
    server.freeze();
    await button.click();
    await said(page, `Deactivating “${name}”…`);
    await row.getByText('Deactivating…').waitFor();
    assert.equal(await row.getByText('Active', { exact: true }).count(), 0);
    assert.equal(await knob(button), 0.5, 'between on and off');
    await page.clock.fastForward(SLOW);
    await said(page, `No answer yet: it isn't known whether “${name}” is active.`);
    assert.equal(await page.locator('#flash.trouble').count(), 1);
    // Pressing again changes nothing.
    await button.click();
    server.thaw();
    await said(page, `Deactivated “${name}”.`);
    assert.equal(await page.locator('#flash.trouble').count(), 0);
    await row.getByText('Inactive', { exact: true }).waitFor();
    assert.equal(await knob(button), 0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, `Activated “${name}”.`);
    assert.equal(await knob(button), 1);
  });
});

test('a switch of which the answer was lost finds out how the token stands, once the server is back', async () => {
  await withToken({ expected: [GONE] }, async (page, { name }) => {
    await page.goto(`${base}/integrations?q=${encodeURIComponent(name)}`);
    const button = page.getByRole('switch', { name: `Active: ${name}` });
    server.freeze();
    await button.click();
    await server.kill();
    await said(page, `The server could not be reached: it isn't known whether “${name}” is active.`);
    assert.equal(await knob(button), 0.5);
    await server.again();
    await said(page, `“${name}” is active.`);
    assert.equal(await knob(button), 1);

    // Done, and the answer lost: what the server would have said is said.
    await page.route('**/deactivation', async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort('connectionreset');
    });
    await button.click();
    await said(page, `Deactivated “${name}”.`);
    assert.equal(await knob(button), 0);
  });
});

// ---- Copying -----------------------------------------------------------------------------------------------------

test('a refused clipboard is told where one sees it, and not in the colour of success', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/applications`);
    await page.getByRole('link', { name: 'Metering' }).first().click();
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      document.execCommand = () => false;
    });
    await page.getByRole('button', { name: /^Copy/ }).first().click();
    await said(page, 'Could not copy. It is selected');
    const toast = page.locator('#flash.trouble');
    const { top, bottom } = await toast.evaluate((element) => element.getBoundingClientRect().toJSON());
    assert.ok(top >= 0 && bottom <= 900);
    assert.equal(await page.evaluate(() => String(getSelection())), await page.locator('#id').textContent());
  });
});
