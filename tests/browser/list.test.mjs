// The list: finding tokens, and switching them in place.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { createToken, eventually, field, founder, rowOf, said, send, serve, withPage } from './kit.mjs';

const MANY = 55;
let base;
let as;
let pasted;

before(async () => {
  const server = await serve();
  base = server.base;
  as = await founder(server);
  await withPage({ as }, async (page) => {
    pasted = await createToken(page, base, { name: 'Billing export', description: 'For the Müller account', expiry: '7d' });
    const off = await createToken(page, base, { name: 'Archive backfill', expiry: 'never', networks: '10.0.0.0/8' });
    await send(page, base, `/integrations/tokens/${off.id}/deactivation`);
    await createToken(page, base, { name: 'Zapier', expiry: '1y', permissions: 'read' });
    for (let n = 1; n <= MANY; n += 1) {
      await createToken(page, base, { name: `Sensor ${String(n).padStart(2, '0')}`, expiry: '90d' });
    }
  });
});

function names(page) {
  return page.getByRole('rowheader').getByRole('link').allInnerTexts();
}

async function search(page, text) {
  await page.getByRole('searchbox', { name: 'Search' }).fill(text);
  await page.getByRole('searchbox', { name: 'Search' }).press('Enter');
}

/** The link that takes a filter away. */
function chip(page, text) {
  return page.getByRole('list', { name: 'Filters in force' }).getByRole('link', { name: `${text} : remove this filter` });
}

test('search finds by name, description and handle, whatever the case', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByText(`${MANY + 3} tokens`).waitFor();
    for (const text of ['billing EX', 'müller', pasted.secret.slice(0, 12), pasted.secret.slice(4, 12)]) {
      await search(page, text);
      await chip(page, `“${text}”`).waitFor();
      assert.deepEqual(await names(page), ['Billing export'], text);
      assert.equal(new URL(page.url()).searchParams.get('q'), text);
      await page.getByText('1 token', { exact: true }).waitFor();
    }
    await chip(page, `“${pasted.secret.slice(4, 12)}”`).click();
    await page.waitForURL(`${base}/integrations`);
  });
});

test('a pasted whole token is found and never in an address', async () => {
  await withPage({ as }, async (page, watch) => {
    await page.goto(`${base}/integrations`);
    await search(page, `  ${pasted.secret} `);
    await page.waitForURL('**/integrations?q=*');
    const handle = pasted.secret.slice(0, 12);
    assert.equal(page.url(), `${base}/integrations?q=${handle}`);
    assert.deepEqual(await names(page), ['Billing export']);
    const again = page.waitForEvent('load');
    await search(page, `Authorization: Bearer ${pasted.secret}`);
    await again;
    assert.equal(page.url(), `${base}/integrations?q=${handle}`);
    await page.goto(`${base}/account`);
    assert.equal(watch.urls.some((url) => url.includes(pasted.secret.slice(12, 44))), false);
    for (const { html } of watch.documents) assert.equal((await html).includes(pasted.secret), false);
  });
});

test('filters are shown, can be taken away one by one, and live in the address', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    // The button says that what is chosen is not in force yet.
    await page.getByLabel('Status').selectOption('Inactive');
    await page.getByRole('button', { name: 'Apply' }).waitFor();
    await page.getByLabel('Status').selectOption('Any');
    await page.getByRole('button', { name: 'Search' }).waitFor();
    await page.getByLabel('Status').selectOption('Inactive');
    await page.getByRole('button', { name: 'Apply' }).click();
    await chip(page, 'Inactive').waitFor();
    await page.getByRole('button', { name: 'Search' }).waitFor();
    assert.deepEqual(await names(page), ['Archive backfill']);
    assert.equal(new URL(page.url()).searchParams.get('status'), 'inactive');
    // Back shows the list as it was, and says nothing else beside it.
    await page.goBack();
    await page.getByRole('button', { name: 'Search' }).waitFor();
    assert.equal(await page.getByLabel('Status').inputValue(), '');
    assert.ok((await names(page)).length > 1);
    await page.goForward();
    await chip(page, 'Inactive').waitFor();
    assert.equal(await page.getByLabel('Status').inputValue(), 'inactive');

    await page.getByLabel('Status').selectOption('Active');
    await page.getByLabel('Show', { exact: true }).selectOption('Expires soon');
    await search(page, 'bill');
    await chip(page, 'Expires soon').waitFor();
    assert.deepEqual(await names(page), ['Billing export']);
    // Another person sees the same at the same address.
    const address = page.url();
    await page.goto(`${base}/account`);
    await page.goto(address);
    assert.deepEqual(await names(page), ['Billing export']);
    assert.equal(await page.getByLabel('Status').inputValue(), 'active');

    await chip(page, '“bill”').click();
    await chip(page, '“bill”').waitFor({ state: 'detached' });
    await chip(page, 'Active').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.waitForURL(`${base}/integrations`);
    assert.equal(await page.getByRole('list', { name: 'Filters in force' }).count(), 0);
  });
});

test('what nothing matches is a sentence with a way out, not an empty table', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    await search(page, 'no such thing');
    await page.getByText('No token matches.').waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
    await page.getByRole('main').getByRole('paragraph').getByRole('link', { name: 'Clear filters' }).click();
    await page.getByText(`${MANY + 3} tokens`).waitFor();
  });
});

test('the list is sorted by each column in both directions, and says by which', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    assert.equal((await names(page))[0], `Sensor ${MANY}`, 'the latest comes first');
    await page.getByRole('link', { name: 'Name', exact: true }).click();
    await page.getByRole('link', { name: 'Name (ascending)' }).waitFor();
    const up = await names(page);
    assert.deepEqual(up, [...up].sort());
    assert.equal(up[0], 'Archive backfill');
    await page.getByRole('link', { name: 'Name (ascending)' }).click();
    await page.getByRole('link', { name: 'Name (descending)' }).waitFor();
    assert.equal((await names(page))[0], 'Zapier');
    await page.getByRole('link', { name: 'Expires', exact: true }).click();
    await page.getByRole('link', { name: 'Expires (ascending)' }).waitFor();
    assert.equal((await names(page))[0], 'Billing export');
    await page.getByRole('link', { name: 'Expires (ascending)' }).click();
    await page.getByRole('link', { name: 'Expires (descending)' }).waitFor();
    assert.equal((await names(page))[0], 'Archive backfill', 'never is later than any date');
  });
});

test('pages follow each other without a gap or a repetition, there and back', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations?sort=name&order=up`);
    const paging = page.getByRole('navigation', { name: 'Pages of the list' });
    const first = await names(page);
    assert.equal(await paging.getByRole('link', { name: 'Previous' }).count(), 0);
    await paging.getByRole('link', { name: 'Next' }).click();
    await paging.getByRole('link', { name: 'Previous' }).waitFor();
    const second = await names(page);
    assert.equal(await paging.getByRole('link', { name: 'Next' }).count(), 0);
    assert.equal(first.length, 50);
    assert.equal(new Set([...first, ...second]).size, MANY + 3);
    await paging.getByRole('link', { name: 'Previous' }).click();
    await paging.getByRole('link', { name: 'Next' }).waitFor();
    assert.deepEqual(await names(page), first);
  });
});

test('the switch acts in place: the scroll position stays and Undo takes it back', async () => {
  await withPage({ as }, async (page) => {
    let loads = 0;
    await page.goto(`${base}/integrations?sort=name&order=up`);
    page.on('load', () => { loads += 1; });
    const button = page.getByRole('switch', { name: 'Active: Sensor 40' });
    await button.scrollIntoViewIfNeeded();
    const place = await page.evaluate(() => scrollY);
    assert.ok(place > 500);
    await button.click();
    await said(page, 'Deactivated “Sensor 40”.');
    assert.equal(await button.getAttribute('aria-checked'), 'false');
    await rowOf(page, 'Sensor 40').getByText('Inactive', { exact: true }).waitFor();
    // A line of text appears above; what one looks at stays where it is.
    const moved = Math.abs(await page.evaluate(() => scrollY) - place);
    assert.ok(moved < 100, `moved by ${moved} px`);
    await button.and(page.locator(':focus')).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, 'Activated “Sensor 40”.');
    assert.equal(await button.getAttribute('aria-checked'), 'true');
    assert.equal(loads, 0);
    await page.reload();
    assert.equal(await button.getAttribute('aria-checked'), 'true');
    assert.equal(await page.getByRole('status').innerText(), '', 'said once');
  });
});

test('the result of the switch can be seen where one presses it', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations?sort=name&order=up`);
    await page.getByRole('switch', { name: 'Active: Sensor 41' }).click();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    const { top, bottom, height } = await undo.evaluate((element) => ({ ...element.getBoundingClientRect().toJSON(), height: innerHeight }));
    assert.ok(top >= 0 && bottom <= height, `Undo is at ${top} of ${height}`);
    await undo.click();
    await said(page, 'Activated “Sensor 41”.');
  });
});

test('the switch of a token in use says what it stopped, so that one looks twice', async () => {
  await withPage({ as }, async (page) => {
    const { secret } = await createToken(page, base, { name: 'Ledger' });
    assert.equal((await fetch(`${base}/api/me`, { headers: { Authorization: `Bearer ${secret}` } })).status, 200);
    const button = page.getByRole('switch', { name: 'Active: Ledger' });
    await eventually(async () => {
      await page.goto(`${base}/integrations?q=ledger`);
      assert.match(await button.getAttribute('title') ?? '', /^In use within the last 24 hours/);
    });
    await page.goto(`${base}/integrations`);
    const { y } = await rowOf(page, 'Ledger').boundingBox();
    await button.click();
    await said(page, 'Deactivated “Ledger”. It was in use: 1 request in the last 24 hours');
    await page.locator('#flash.trouble').waitFor();
    const now = await rowOf(page, 'Ledger').boundingBox();
    assert.ok(Math.abs(now.y - y) < 1, `what is said takes two lines, and the row stays where it was: ${y}, ${now.y}`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, 'Activated “Ledger”.');
    assert.equal(await page.locator('#flash.trouble').count(), 0);
  });
});

test('a row that no longer fits the filter goes, and the result with its Undo is still said', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations?q=sensor+1&status=active`);
    await page.getByRole('switch', { name: 'Active: Sensor 12' }).click();
    await rowOf(page, 'Sensor 12').waitFor({ state: 'detached' });
    await said(page, 'Deactivated “Sensor 12”.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, 'Activated “Sensor 12”.');
    await rowOf(page, 'Sensor 12').waitFor();
  });
});

test('a switch that could not be saved says why, and how the token stands', async () => {
  await withPage({ as, expected: [/ERR_FAILED|ERR_CONNECTION/, /status of 503/] }, async (page) => {
    await page.goto(`${base}/integrations?q=sensor+20`);
    const button = page.getByRole('switch', { name: 'Active: Sensor 20' });
    await page.route('**/deactivation', (route) => route.abort());
    await button.click();
    await said(page, 'The server could not be reached: it isn\'t known whether “Sensor 20” is active.');
    assert.equal(await button.getAttribute('aria-busy'), 'true', 'neither on nor off');
    assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
    await said(page, '“Sensor 20” is active.');
    assert.deepEqual([await button.getAttribute('aria-checked'), await button.getAttribute('aria-busy')], ['true', null]);

    await page.unroute('**/deactivation');
    await page.route('**/deactivation', (route) => route.fulfill({
      status: 503, contentType: 'text/html', body: '<main><h1>Not available right now</h1><p>No database.</p></main>',
    }));
    await button.click();
    await said(page, 'No database.');
    await said(page, '“Sensor 20” is active.');
    assert.equal(await button.getAttribute('aria-checked'), 'true');

    // And works again afterwards.
    await page.unroute('**/deactivation');
    await button.click();
    await said(page, 'Deactivated “Sensor 20”.');
    await page.getByRole('button', { name: 'Undo' }).click();
    await said(page, 'Activated “Sensor 20”.');
  });
});

test('a switch that was signed out meanwhile goes back, says so and leads to sign in in another tab', async () => {
  const own = await withPage({}, async (page) => {
    await page.goto(`${base}/sign-in`);
    await page.getByLabel('E-mail address').fill('noor@example.com');
    await page.getByLabel('Password').fill('orbit-candle-mosaic-19');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${base}/integrations`);
    return page.context().storageState();
  });
  await withPage({ as: own }, async (page) => {
    await page.goto(`${base}/integrations?q=sensor+21`);
    await send(page, base, '/sign-out');
    const button = page.getByRole('switch', { name: 'Active: Sensor 21' });
    await button.click();
    await said(page, 'You were signed out, so “Sensor 21” was not changed.');
    assert.deepEqual([await button.getAttribute('aria-checked'), await button.getAttribute('aria-busy')], ['true', null]);
    const coming = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in in a new tab' }).click();
    const tab = await coming;
    await tab.getByLabel('E-mail address').fill('noor@example.com');
    await tab.getByLabel('Password').fill('orbit-candle-mosaic-19');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('heading', { level: 1, name: 'You are signed in' }).waitFor();
    await button.click();
    await said(page, 'Deactivated “Sensor 21”.');
  });
});

test('the menu opens, is walked and closes with the keyboard, and leads to its pages', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations?q=sensor+30`);
    const row = rowOf(page, 'Sensor 30');
    const menu = row.getByLabel('More for Sensor 30');
    await menu.focus();
    await page.keyboard.press('Enter');
    for (const name of ['Open', 'Edit', 'Rotate', 'Create another like this', 'Pause…', 'Mark compromised', 'Delete']) {
      await page.keyboard.press('Tab');
      await row.getByRole('link', { name }).and(page.locator(':focus')).waitFor();
    }
    await page.keyboard.press('Escape');
    await row.getByRole('link', { name: 'Edit' }).waitFor({ state: 'hidden' });
    await menu.and(page.locator(':focus')).waitFor();

    // A dialog from the menu gives the focus back to the menu.
    await page.keyboard.press('Enter');
    await row.getByRole('link', { name: 'Create another like this' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create an application token' });
    await dialog.waitFor();
    const proposed = await field(dialog, 'Name').inputValue();
    assert.match(proposed, /^Sensor \d+$/);
    assert.equal((await page.content()).includes(`<bdi>${proposed}</bdi></a>`), false, 'the name is free');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await menu.and(page.locator(':focus')).waitFor();
  });
});

test('a token is paused from the list, and the list is where one is afterwards', async () => {
  await withPage({ as }, async (page) => {
    const view = `${base}/integrations?q=sensor+29`;
    await page.goto(view);
    const row = rowOf(page, 'Sensor 29');
    await row.getByLabel('More for Sensor 29').click();
    await row.getByRole('link', { name: 'Pause…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause “Sensor 29”?' });
    await dialog.getByLabel('For how long').selectOption('15 minutes');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await said(page, 'Paused “Sensor 29” until');
    assert.equal(page.url(), view);
    await row.getByText('paused, back').waitFor();
    await row.getByRole('switch').click();
    await row.getByText('Active', { exact: true }).waitFor();
  });
});

test('the opener of the dialog is a link: with Ctrl it opens the page in a tab of its own', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    const coming = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Add token' }).click({ modifiers: ['Control'] });
    const tab = await coming;
    await tab.getByRole('heading', { level: 1, name: 'Create an application token' }).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
  });
});

test('Back closes the dialog and stays on the list; a click beside it discards nothing', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/account`);
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.goBack();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(page.url(), `${base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    await field(dialog, 'Name').fill('Half a name');
    await page.mouse.click(5, 400);
    assert.equal(await dialog.isVisible(), true);
    assert.equal(await field(dialog, 'Name').inputValue(), 'Half a name');

    // Leaving with something typed asks, by Back and by reloading.
    const asked = [];
    const answers = ['dismiss', 'dismiss', 'accept'];
    page.on('dialog', (question) => { asked.push(question.type()); return question[answers.shift()](); });
    await page.goBack();
    await eventually(() => assert.deepEqual(asked, ['confirm']));
    assert.equal(await dialog.isVisible(), true);
    await page.evaluate(() => { setTimeout(() => location.reload()); });
    await eventually(() => assert.deepEqual(asked, ['confirm', 'beforeunload']));
    assert.equal(await field(dialog, 'Name').inputValue(), 'Half a name');
    await page.goBack();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(page.url(), `${base}/integrations`);
    assert.deepEqual(asked, ['confirm', 'beforeunload', 'confirm']);
  });
});

test('Escape and Cancel ask before what was typed or ticked is lost, each time anew', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    const dialog = page.getByRole('dialog');
    let answer = 'dismiss';
    let asked = 0;
    page.on('dialog', (question) => { asked += 1; return question[answer](); });
    for (const fill of [
      () => field(dialog, 'Name').fill('Half a name'),
      () => dialog.getByRole('radio', { name: /^Custom/ }).check(),
    ]) {
      [answer, asked] = ['dismiss', 0];
      await page.getByRole('link', { name: 'Add token' }).click();
      await dialog.waitFor();
      await fill();
      // More than once, with nothing done in between: browsers close a dialog then that only declines to be closed.
      for (const times of [1, 2, 3]) {
        await page.keyboard.press('Escape');
        await eventually(() => assert.equal(asked, times));
        assert.equal(await dialog.isVisible(), true);
      }
      await dialog.getByRole('link', { name: 'Cancel' }).click();
      await eventually(() => assert.equal(asked, 4));
      assert.equal(await dialog.isVisible(), true);
      answer = 'accept';
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    // With nothing in it there is nothing to ask.
    await page.getByRole('link', { name: 'Add token' }).click();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(asked, 5);
  });
});

test('a problem that is being mended goes from the box, and the box with the last', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Custom/ }).check();
    await dialog.getByRole('button', { name: 'Create application token' }).click();
    const box = dialog.locator('#summary');
    await box.waitFor();
    const problems = await box.getByRole('link').count();
    assert.ok(problems > 1);
    await field(dialog, 'Name').fill('Mended');
    assert.equal(await box.locator('a[href="#name"]').count(), 0);
    assert.equal(await box.getByRole('link').count(), problems - 1);
    assert.equal(await dialog.locator('#permissions-fault').isVisible(), true);
    await dialog.getByRole('radio', { name: /^Read/ }).check();
    assert.equal(await dialog.locator('#permissions-fault').isVisible(), false);
    const application = dialog.locator('select#application');
    if (await application.count() > 0) await application.selectOption({ index: 1 });
    assert.equal(await box.count(), 0);
    page.on('dialog', (question) => question.accept());
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`several tokens are chosen, looked at and deactivated, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    await withPage({ as, javaScriptEnabled }, async (page) => {
      const kind = javaScriptEnabled ? 'with' : 'without';
      const chosen = [1, 2, 3].map((n) => `Chosen ${n} ${kind}`);
      await withPage({ as }, async (maker) => {
        for (const name of chosen) await createToken(maker, base, { name, expiry: '90d' });
      });
      await page.goto(`${base}/integrations?q=${encodeURIComponent('chosen')}`);
      const bar = page.getByRole('form', { name: 'With the chosen tokens' });
      assert.equal(await bar.isVisible(), false, 'nothing is chosen');
      const before = await rowOf(page, chosen[0]).boundingBox();
      for (const name of chosen.slice(0, 2)) await page.getByLabel(`Choose ${name}`).check();
      await bar.waitFor();
      assert.deepEqual(await rowOf(page, chosen[0]).boundingBox(), before, 'nothing jumps');
      if (javaScriptEnabled) {
        await bar.getByText('2 tokens chosen').waitFor();
        await bar.getByRole('button', { name: 'Clear' }).click();
        assert.equal(await bar.isVisible(), false);
        await page.getByLabel('Choose all on this page').check();
        await bar.getByText(`${await page.locator('tbody tr').count()} tokens chosen`).waitFor();
        await page.getByLabel('Choose all on this page').uncheck();
        for (const name of chosen.slice(0, 2)) await page.getByLabel(`Choose ${name}`).check();
      }
      await bar.getByRole('button', { name: 'Deactivate…' }).click();
      await page.getByRole('heading', { name: 'Deactivate 2 tokens?' }).waitFor();
      await page.getByText('Nothing will break that Latchkey knows of').waitFor();
      await page.getByRole('button', { name: 'Deactivate 2 tokens' }).click();
      await said(page, 'Deactivated 2 tokens.');
      assert.equal(new URL(page.url()).searchParams.get('q'), 'chosen', 'back to the same view');
      for (const [n, on] of [[0, 'false'], [1, 'false'], [2, 'true']]) {
        assert.equal(await rowOf(page, chosen[n]).getByRole('switch').getAttribute('aria-checked'), on);
      }
    });
  });
}

test('the view is downloaded as a file', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations?q=Sensor+0`);
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^application-tokens-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 1 + 9);
    assert.ok(lines.slice(1).every((line) => line.includes('Sensor 0')));
  });
});
