// The one page that shows a secret.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { SECRET, answered, eventually, field, founder, launch, rowOf, said, serve, textOf, withPage } from './kit.mjs';

const CLIPBOARD = ['clipboard-read', 'clipboard-write'];
let base;
let as;
let serial = 0;

before(async () => {
  const server = await serve();
  base = server.base;
  as = await founder(server);
});

/** Creates a token through the dialog, up to the reveal. */
async function reveal(page) {
  serial += 1;
  const name = `Export ${serial}`;
  await page.goto(`${base}/integrations`);
  await page.getByRole('link', { name: /^Add (first )?token$/ }).click();
  const dialog = page.getByRole('dialog');
  await field(dialog, 'Name').fill(name);
  await dialog.getByRole('button', { name: 'Create application token' }).click();
  await page.getByRole('heading', { level: 1, name: `“${name}” is created` }).waitFor();
  return { name, secret: await secretOf(page).textContent() };
}

function secretOf(page) {
  return page.getByRole('status', { name: 'Token' });
}

function box(page) {
  return page.getByRole('checkbox', { name: 'I have copied my application token to a safe place' });
}

function selection(page) {
  return page.evaluate(() => getSelection().toString());
}

/** Leaves a reveal properly. */
async function close(page) {
  await box(page).check();
  await page.getByRole('button', { name: 'Close window' }).click();
  await page.waitForURL('**/integrations#application-tokens');
}

/** How many tokens of a name there are. */
async function count(page, name) {
  const html = await (await page.request.get(`${base}/integrations?q=${encodeURIComponent(name)}`)).text();
  return html.split(`<bdi>${name}</bdi></a>`).length - 1;
}

test('the secret is in the answer to the POST and nowhere else', async () => {
  await withPage({ as, permissions: CLIPBOARD }, async (page, watch) => {
    const { name, secret } = await reveal(page);
    assert.match(secret, new RegExp(`^${SECRET.source}$`));
    assert.equal((await page.title()).includes(secret), false);
    assert.match(page.url(), /\/integrations\/tokens\/[0-9a-f]{24}$/);
    const kept = await page.evaluate(() => JSON.stringify([
      { ...localStorage }, { ...sessionStorage }, history.state, document.cookie, window.name, location.href,
    ]));
    assert.equal(kept.includes(secret), false, kept);
    const cookies = JSON.stringify(await page.context().cookies());
    assert.equal(cookies.includes(secret), false);
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    await close(page);

    // Every page on which the token could be met again.
    await rowOf(page, name).getByRole('link', { name }).click();
    const own = page.url();
    for (const address of [own, `${own}/edit`, `${own}/deletion`, `${own}/compromise`, `${base}/integrations`,
      `${base}/integrations/tokens/new?like=${own.split('/').at(-1)}`, `${base}/integrations/tokens`, `${base}/account`]) {
      await page.goto(address);
      assert.equal((await page.content()).includes(secret), false, address);
    }
    const holding = [];
    for (const { method, url, status, html } of watch.documents) {
      if ((await html).includes(secret)) holding.push(`${method} ${new URL(url).pathname} ${status}`);
    }
    assert.deepEqual(holding, ['POST /integrations/tokens 201']);
    assert.equal(watch.urls.some((url) => url.includes(secret) && !url.startsWith('data:')), false);
  });
});

test('the answer that holds the secret is stored nowhere and not compressed', async () => {
  await withPage({ as }, async (page) => {
    const answered = page.waitForResponse((r) => r.request().method() === 'POST' && r.url() === `${base}/integrations/tokens`
      && r.status() === 201);
    await reveal(page);
    const headers = (await answered).headers();
    assert.equal(headers['cache-control'], 'no-store');
    assert.ok([undefined, 'identity'].includes(headers['content-encoding']), headers['content-encoding']);
    await close(page);
  });
});

test('Copy token says that it copied, and the clipboard holds exactly the secret', async () => {
  await withPage({ as, permissions: CLIPBOARD }, async (page) => {
    const { secret } = await reveal(page);
    await page.getByRole('button', { name: 'Copy token' }).click();
    await said(page, 'Copied.');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await page.getByRole('button', { name: 'Copy curl line' }).click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(line, /^curl -i '.*\/gate\/[0-9a-f]{24}\/nginx' .*Bearer \$LATCHKEY_TOKEN/s);
    assert.equal(line.includes(secret), false);
    await close(page);
  });
});

test('the instructions are copied without the secret, at the reveal and later from the page of the token', async () => {
  await withPage({ as, permissions: CLIPBOARD }, async (page) => {
    const { name, secret } = await reveal(page);
    const copied = async (scope) => {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await scope.getByRole('button', { name: 'Copy instructions' }).click();
      await scope.getByText('Copied.').waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const first = await copied(page);
    assert.ok(first.includes(`“${name}”`) && first.includes('Authorization: Bearer TOKEN'), first);
    assert.doesNotMatch(first, SECRET);
    assert.ok(!first.includes(secret.slice(12)), first);
    await close(page);
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('link', { name: 'Instructions', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Instructions for whoever uses “${name}”` });
    assert.equal(await copied(dialog), first);
    await dialog.getByRole('link', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
});

// The two ways in which a browser has no clipboard for us: it has none on an insecure address, or it refuses.
for (const [how, deny] of [
  ['is refused', () => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }],
  ['does not exist', () => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); }],
]) {
  test(`when the clipboard ${how}, Copy says so and selects the secret, and Copy and close stays`, async () => {
    await withPage({ as }, async (page) => {
      await page.addInitScript(deny);
      await page.addInitScript(() => { document.execCommand = () => false; });
      const { secret } = await reveal(page);
      for (const button of ['Copy token', 'Copy and close']) {
        await page.evaluate(() => getSelection().removeAllRanges());
        await page.getByRole('button', { name: button }).click();
        await said(page, 'Could not copy. It is selected: press Ctrl+C.');
        assert.equal(await selection(page), secret);
        assert.match(page.url(), /\/integrations\/tokens\/[0-9a-f]{24}$/);
        assert.equal(await box(page).isChecked(), false);
      }
      assert.equal(await page.getByText('Copied.').count(), 0);
      await close(page);
    });
  });
}

test('a permission that the browser denies for real is told like any other', async () => {
  await withPage({ as }, async (page) => {
    const session = await page.context().newCDPSession(page);
    const { targetInfo: { browserContextId } } = await session.send('Target.getTargetInfo');
    const permission = { name: 'clipboard-write' };
    await session.send('Browser.setPermission', { permission, setting: 'denied', origin: base, browserContextId });
    await page.addInitScript(() => { document.execCommand = () => false; });
    const { secret } = await reveal(page);
    assert.equal(await page.evaluate(async () => (await navigator.permissions.query({ name: 'clipboard-write' })).state), 'denied');
    await page.getByRole('button', { name: 'Copy token' }).click();
    await said(page, 'Could not copy.');
    assert.equal(await selection(page), secret);
    await close(page);
  });
});

test('without the clipboard of a secure context the old way of copying still works', async () => {
  await withPage({ as, permissions: CLIPBOARD }, async (page) => {
    await page.addInitScript(() => {
      const real = navigator.clipboard;
      window.readBack = () => real.readText();
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    const { secret } = await reveal(page);
    await page.getByRole('button', { name: 'Copy token' }).click();
    await said(page, 'Copied.');
    assert.equal(await page.evaluate(() => window.readBack()), secret);
    await close(page);
  });
});

test('Copy and close copies, confirms and closes', async () => {
  await withPage({ as, permissions: CLIPBOARD }, async (page) => {
    const { name, secret } = await reveal(page);
    await page.getByRole('button', { name: 'Copy and close' }).click();
    await page.waitForURL('**/integrations#application-tokens');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
    await said(page, `Created “${name}”.`);
    assert.doesNotMatch(await textOf(rowOf(page, name)), /not confirmed/);
  });
});

test('Download gives a file with exactly the secret', async () => {
  await withPage({ as }, async (page) => {
    const { secret } = await reveal(page);
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^export-\d+\.txt$/);
    assert.equal(await readFile(await download.path(), 'utf8'), secret);
    await close(page);
  });
});

test('one click or the focus selects exactly the secret', async () => {
  await withPage({ as }, async (page) => {
    const { secret } = await reveal(page);
    await secretOf(page).click();
    assert.equal(await selection(page), secret);
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.getByRole('button', { name: 'Copy token' }).focus();
    await page.keyboard.press('Shift+Tab');
    assert.equal(await selection(page), secret);
    await close(page);
  });
});

test('the whole secret can be read on a small screen', async () => {
  await withPage({ as, viewport: { width: 320, height: 640 } }, async (page) => {
    await reveal(page);
    const { inside, cut } = await secretOf(page).evaluate((element) => {
      const { left, right } = element.getBoundingClientRect();
      return { inside: left >= 0 && right <= innerWidth, cut: element.scrollWidth > element.clientWidth + 1 };
    });
    assert.deepEqual({ inside, cut }, { inside: true, cut: false });
    await close(page);
  });
});

test('Close window works only once the box is ticked', async () => {
  await withPage({ as }, async (page) => {
    const { name } = await reveal(page);
    const button = page.getByRole('button', { name: 'Close window' });
    // Until the script has run, the box's own `required` keeps the window open.
    await eventually(async () => assert.equal(await button.isDisabled(), true));
    await box(page).check();
    assert.equal(await button.isEnabled(), true);
    await box(page).uncheck();
    assert.equal(await button.isDisabled(), true);
    await close(page);
    assert.doesNotMatch(await textOf(rowOf(page, name)), /not confirmed/);
  });
});

test('leaving unconfirmed asks first, and a token that was left is marked', async () => {
  await withPage({ as }, async (page) => {
    const { name, secret } = await reveal(page);
    await page.getByRole('heading', { level: 1 }).click();
    const asked = [];
    const answers = ['dismiss', 'accept'];
    page.on('dialog', async (dialog) => {
      asked.push(dialog.type());
      await dialog[answers.shift()]();
    });
    const link = page.getByRole('link', { name: 'Integrations', exact: true });
    await link.click({ noWaitAfter: true });
    await page.waitForTimeout(300);
    assert.match(page.url(), /\/integrations\/tokens\/[0-9a-f]{24}$/);
    assert.equal(await secretOf(page).textContent(), secret, 'who stays still has it');
    await link.click();
    await page.waitForURL(`${base}/integrations`);
    assert.deepEqual(asked, ['beforeunload', 'beforeunload']);
    assert.match(await textOf(rowOf(page, name)), /not confirmed as copied/);
  });
});

test('reloading shows the token, without its secret', async () => {
  await withPage({ as }, async (page) => {
    const { name, secret } = await reveal(page);
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.getByRole('heading', { level: 2, name: 'Facts' }).waitFor();
    assert.match(await textOf(page.getByRole('heading', { level: 1 })), new RegExp(name));
    assert.equal((await page.content()).includes(secret), false);
    assert.equal(await count(page, name), 1);
  });
});

test('the same form sent again makes no second token and shows no secret', async () => {
  await withPage({ as, expected: [answered(409)] }, async (page) => {
    // Where nothing takes its address for the answer's, as without scripts, a reload sends the form again.
    await page.addInitScript(() => { history.replaceState = () => {}; });
    const { name, secret } = await reveal(page);
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'This token was created already' }).waitFor();
    assert.equal((await page.content()).includes(secret), false);
    assert.equal(await count(page, name), 1);
    await page.getByRole('link', { name: `“${name}”` }).waitFor();

    // What to do when the answer was lost on the way.
    await page.getByRole('button', { name: 'Delete it and create again' }).click();
    await page.waitForURL('**/integrations/tokens/new?like=*');
    assert.equal(await field(page, 'Name').inputValue(), name);
    assert.equal(await count(page, name), 0);
  });
});

test('a second tab at the address that the form is sent to shows the list', async () => {
  await withPage({ as }, async (page) => {
    const { name, secret } = await reveal(page);
    const second = await page.context().newPage();
    await second.goto(`${base}/integrations/tokens`);
    assert.equal(second.url(), `${base}/integrations#application-tokens`);
    await rowOf(second, name).waitFor();
    assert.equal((await second.content()).includes(secret), false);
    await second.close();
    await close(page);
  });
});

// The entry of the history has become the token's page. Whoever keeps the reveal itself must be left with no secret: the
// next test.
for (const [cache, ignoreDefaultArgs] of [['off', []], ['on', ['--disable-back-forward-cache']]]) {
  test(`Back shows no secret, with the cache for Back and Forward ${cache}`, async () => {
    const browser = await launch({ ignoreDefaultArgs });
    await withPage({ as, browser }, async (page) => {
      page.on('dialog', (dialog) => dialog.accept());
      await page.addInitScript(() => {
        addEventListener('pageshow', (event) => { if (event.persisted) sessionStorage.restored = 'yes'; });
      });
      await page.goto(`${base}/account`);
      await page.goto(`${base}/integrations`);
      await page.goBack({ waitUntil: 'commit' });
      await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
      assert.equal(await page.evaluate(() => sessionStorage.restored), cache === 'on' ? 'yes' : undefined);
      for (const leave of [close, () => page.goto(`${base}/account`)]) {
        const { secret } = await reveal(page);
        await leave(page);
        await page.goBack({ waitUntil: 'commit' });
        await page.getByRole('heading', { level: 2, name: 'Facts' }).waitFor();
        assert.match(page.url(), /\/integrations\/tokens\/[0-9a-f]{24}$/);
        assert.equal((await page.content()).includes(secret), false);
      }
    });
  });
}

test('a reveal that a browser keeps in memory has no secret, and shown again it becomes the page of the token', async () => {
  await withPage({ as }, async (page) => {
    const { name, secret } = await reveal(page);
    page.on('dialog', (dialog) => dialog.accept());
    await page.locator('html.js').waitFor();
    const kept = await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      return document.documentElement.outerHTML;
    });
    assert.equal(kept.includes(secret), false);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await page.waitForURL(/\/integrations\/tokens\/[0-9a-f]{24}$/);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    assert.equal((await page.content()).includes(secret), false);
  });
});

test('after creating and searching, the focus is on what came of it', async () => {
  await withPage({ as }, async (page) => {
    const { name } = await reveal(page);
    await page.getByRole('heading', { level: 1, name }).and(page.locator(':focus')).waitFor();
    await close(page);
    await page.getByRole('searchbox', { name: 'Search' }).fill(name);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/integrations?q=*');
    await page.locator('#count:focus').waitFor();
  });
});

test('Back from what came of deleting several sends no form again', async () => {
  await withPage({ as }, async (page) => {
    const { name } = await reveal(page);
    await close(page);
    await page.getByRole('checkbox', { name: `Choose ${name}`, exact: true }).check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete 1 token' }).click();
    await page.getByText('Deleted 1 token.').waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Integrations' }).waitFor();
  });
});
