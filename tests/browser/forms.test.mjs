// Forms: what is wrong is said, what was typed stays, one press makes one thing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { answered, createToken, eventually, field, founder, rowOf, said, serve, textOf, withPage } from './kit.mjs';

let base;
let as;
let second;

before(async () => {
  const server = await serve();
  base = server.base;
  as = await founder(server);
  // The same person at another desk stands for a second administrator.
  second = await withPage({}, async (page) => {
    await page.goto(`${base}/sign-in`);
    await page.getByLabel('E-mail address').fill('noor@example.com');
    await page.getByLabel('Password').fill('orbit-candle-mosaic-19');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${base}/integrations`);
    return page.context().storageState();
  });
});

function focused(page, target) {
  return page.locator(':focus').and(target).waitFor();
}

/** Ends a reveal. */
async function close(page) {
  await page.getByRole('checkbox', { name: 'I have copied my application token to a safe place' }).check();
  await page.getByRole('button', { name: 'Close window' }).click();
  await page.waitForURL('**/integrations#application-tokens');
}

for (const javaScriptEnabled of [true, false]) {
  test(`a form with errors names them all and keeps what was typed, with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    await withPage({ as, javaScriptEnabled, expected: [answered(422)] }, async (page) => {
      await page.goto(`${base}/integrations/tokens/new`);
      await field(page, 'Name').fill('   ');
      await field(page, 'Description').fill('<b>Zwei</b> Zeilen,\n"so" & so.');
      await page.getByRole('radio', { name: 'Expires at a date and time' }).check();
      await page.getByLabel('Date and time', { exact: false }).and(page.locator('[type=datetime-local]')).fill('2020-01-02T03:04');
      await field(page, 'IP restriction').fill('10.0.0.7/24\nnot-an-address\n10.0.0.0/99');
      await page.getByRole('radio', { name: /^Custom/ }).check();
      for (const name of ['device', 'experienceEndpoints']) {
        await page.locator('summary').filter({ hasText: new RegExp(`^${name} `) }).click();
        await page.getByRole('group', { name, exact: true }).getByRole('checkbox', { name: /^get read/ }).check();
      }
      await page.getByRole('button', { name: 'Create application token' }).click();

      const summary = page.getByRole('group', { name: 'There is a problem' });
      await summary.waitFor();
      await focused(page, summary);
      assert.match(await page.title(), /^Error: .* · Latchkey$/);
      const faults = await summary.getByRole('link').allInnerTexts();
      assert.equal(faults.length, 4, faults.join('\n'));
      assert.ok(faults.some((fault) => fault.includes('not-an-address')) && faults.some((fault) => fault.includes('10.0.0.0/99')));

      // Everything is as it was.
      assert.equal(await field(page, 'Name').inputValue(), '   ');
      assert.equal(await field(page, 'Description').inputValue(), '<b>Zwei</b> Zeilen,\n"so" & so.');
      assert.equal(await page.getByRole('radio', { name: 'Expires at a date and time' }).isChecked(), true);
      assert.equal(await page.locator('[type=datetime-local]').inputValue(), '2020-01-02T03:04');
      assert.equal(await field(page, 'IP restriction').inputValue(), '10.0.0.7/24\nnot-an-address\n10.0.0.0/99');
      assert.equal(await page.getByRole('radio', { name: /^Custom/ }).isChecked(), true);
      const boxes = page.getByRole('checkbox', { name: /^get read/, checked: true });
      assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => box.value)), ['device.get', 'experienceEndpoints.get']);
      assert.equal(await boxes.first().isVisible(), true, 'their resources are open');

      // The links lead to the fields, which say it too.
      for (const [fault, target] of [[faults[0], field(page, 'Name')], [faults.at(-1), field(page, 'IP restriction')]]) {
        await summary.getByRole('link', { name: fault }).click();
        await focused(page, target);
        assert.equal(await target.getAttribute('aria-invalid'), 'true');
        const described = (await target.getAttribute('aria-describedby')).split(' ');
        const words = await Promise.all(described.map((id) => page.locator(`#${id}`).innerText()));
        assert.ok(words.join(' ').includes(fault), `${fault} is not said at its field`);
      }
      const past = faults.find((fault) => fault.includes('passed'));
      await summary.getByRole('link', { name: past }).click();
      await focused(page, page.getByRole('group', { name: 'Expiry' }));
    });
  });
}

test('Custom without an action is refused in words, and nothing is created', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: /^Add/ }).click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Empty');
    await dialog.getByRole('radio', { name: /^Custom/ }).check();
    await dialog.getByRole('button', { name: 'Create application token' }).click();
    await focused(page, page.getByRole('group', { name: 'There is a problem' }));
    assert.equal(await dialog.isVisible(), true, 'the faults are told in the dialog');
    assert.equal(await field(page, 'Name').inputValue(), 'Empty');
    assert.equal(await page.getByRole('radio', { name: /^Custom/ }).isChecked(), true);
    await page.getByRole('radio', { name: /^Read only/ }).check();
    await page.getByRole('button', { name: 'Create application token' }).click();
    await page.getByRole('heading', { level: 1, name: '“Empty” is created' }).waitFor();
    await close(page);
  });
});

test('what is chosen of the catalogue stands above it in words, unfolds to a list and is what the server says', async () => {
  await withPage({ as, expected: [answered(422)] }, async (page, watch) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await page.getByRole('radio', { name: /^Custom/ }).check();
    const chosen = page.locator('[data-chosen-actions]');
    const summary = chosen.locator('summary');
    const told = chosen.getByRole('status');
    const list = () => chosen.locator('dl > div').evaluateAll((all) => all.map((entry) => entry.innerText.replace(/\s+/g, ' ')));
    const group = (name) => page.getByRole('group', { name, exact: true });
    await chosen.getByText(/^None of \d+ actions chosen$/).filter({ visible: true }).waitFor();
    assert.equal(await summary.isVisible(), false, 'nothing is chosen, and nothing unfolds');

    // One box after the other: the line follows, and says nothing aloud that the box hasn't said.
    for (const name of ['device', 'experienceEndpoints']) {
      await page.locator('.resource > summary').filter({ hasText: new RegExp(`^${name} `) }).click();
      await group(name).getByRole('checkbox', { name: /^get read/ }).check();
    }
    assert.match(await textOf(summary), /^2 of \d+ actions in device, experienceEndpoints$/);
    assert.equal(await told.textContent(), '');
    await summary.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await list(), ['device get', 'experienceEndpoints get']);

    // What one click does to several is said, and the list follows while it is open.
    await group('device').getByRole('checkbox', { name: 'All actions of device' }).check();
    const many = await group('device').getByRole('checkbox', { name: /(read|write) / }).count();
    assert.match(await textOf(summary), new RegExp(`^${many + 1} of \\d+ actions in device, experienceEndpoints$`));
    assert.equal(await told.textContent(), await summary.textContent());
    assert.equal((await list())[0].split(' ').length, many + 1);
    await group('device').getByRole('button', { name: /^Only read actions/ }).click();
    assert.equal(await told.textContent(), await summary.textContent());
    assert.ok((await list())[0].split(' ').length < many + 1);

    // More resources than it names, and what the server makes of the same boxes.
    for (const name of ['data', 'events', 'devices']) {
      await page.locator('.resource > summary').filter({ hasText: new RegExp(`^${name} `) }).click();
      await group(name).getByRole('checkbox', { name: `All actions of ${name}` }).check();
    }
    const words = await summary.textContent();
    assert.match(words, /^\d+ of \d+ actions in data, device, devices and 2 more$/);
    const entries = await list();
    await page.getByRole('button', { name: 'Create application token' }).click();
    await page.getByRole('group', { name: 'There is a problem' }).waitFor();
    const served = await page.evaluate((text) => {
      const made = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-chosen-actions]');
      const entry = (div) => `${div.querySelector('dt').textContent} ${[...div.querySelectorAll('li')].map((li) => li.textContent).join(' ')}`;
      return { words: made.querySelector('summary').textContent, entries: [...made.querySelectorAll('dl > div')].map(entry) };
    }, await watch.latest());
    assert.deepEqual(served, { words, entries });

    for (const name of ['data', 'events', 'devices', 'device', 'experienceEndpoints']) {
      const all = group(name).getByRole('checkbox', { name: `All actions of ${name}` });
      await all.check();
      await all.uncheck();
    }
    assert.equal(await summary.isVisible(), false);
    assert.match(await told.textContent(), /^None of \d+ actions chosen$/);
  });
});

test('what is chosen is told in German, too', async () => {
  await withPage({ as, locale: 'de-DE' }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await page.getByRole('radio', { name: /^Benutzerdefiniert/ }).check();
    const chosen = page.locator('[data-chosen-actions]');
    await chosen.getByText(/^Keine von \d+ Aktionen ausgewählt$/).filter({ visible: true }).waitFor();
    for (const name of ['data', 'device', 'devices', 'events']) {
      await page.locator('.resource > summary').filter({ hasText: new RegExp(`^${name} `) }).click();
      await page.getByRole('checkbox', { name: `Alle Aktionen von ${name}`, exact: true }).check();
    }
    assert.match(await textOf(chosen.locator('summary')), /^\d+ von \d+ Aktionen in data, device, devices und 1 weiteren$/);
  });
});

test('a date and time is meant in the reader’s zone, and shown so again', async () => {
  await withPage({ as, timezoneId: 'Asia/Kathmandu', locale: 'en-GB' }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: /^Add/ }).click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Nach Ortszeit');
    await dialog.getByRole('radio', { name: 'Expires at a date and time' }).check();
    const when = dialog.locator('[type=datetime-local]');
    assert.match(await textOf(when.locator('..')), /^Date and time \(Asia\/(Kathmandu|Katmandu)\)/);
    const year = new Date().getFullYear() + 1;
    await when.fill(`${year}-03-01T09:30`);
    await dialog.getByText(`(1 March ${year}, 03:45 UTC)`).waitFor();
    await dialog.getByText(new RegExp(`Ends 1 March ${year}, 09:30`)).waitFor();
    await dialog.getByRole('button', { name: 'Create application token' }).click();
    await page.getByRole('heading', { level: 1, name: '“Nach Ortszeit” is created' }).waitFor();
    await close(page);
    await page.getByRole('link', { name: 'Nach Ortszeit' }).click();
    const time = page.getByRole('term').filter({ hasText: 'Expires' }).locator('..').locator('time').first();
    assert.equal((await time.getAttribute('datetime')).slice(0, 16), `${year}-03-01T03:45`);
    await eventually(async () => assert.match(await time.innerText(), new RegExp(`^1 March ${year}, 09:30`)));
    assert.equal(await time.getAttribute('title'), `1 March ${year}, 03:45 UTC`);
  });
});

test('without JavaScript a date and time is meant in UTC, and the form says so', async () => {
  await withPage({ as, timezoneId: 'Asia/Kathmandu', javaScriptEnabled: false }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await field(page, 'Name').fill('By UTC');
    await page.getByRole('radio', { name: 'Expires at a date and time' }).check();
    const when = page.locator('[type=datetime-local]');
    assert.match(await textOf(when.locator('..')), /^Date and time \(UTC\)/);
    const year = new Date().getFullYear() + 1;
    await when.fill(`${year}-03-01T09:30`);
    await page.getByRole('button', { name: 'Create application token' }).click();
    await page.getByRole('heading', { level: 1, name: '“By UTC” is created' }).waitFor();
    const time = page.locator('dl').filter({ hasText: 'Until' }).locator('time');
    assert.equal((await time.getAttribute('datetime')).slice(0, 16), `${year}-03-01T09:30`);
    assert.match(await time.innerText(), /09:30.*UTC/);
  });
});

test('typed networks are explained as one types, and a bad one is named', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    const explained = page.locator('#networks-explained');
    for (const [typed, says] of [
      ['10.0.0.7/24', / means 10\.0\.0\.0–10\.0\.0\.255$/],
      ['10.0.0.7/24, 2001:db8::1 192.0.2.1', /192\.0\.2\.1 means/],
      ['0.0.0.0/0', /the whole internet: this restricts nothing/],
      ['10.0.0.0/24\n10.0.0.256', /10\.0\.0\.256/],
      ['', /^$/],
    ]) {
      await field(page, 'IP restriction').fill(typed);
      await eventually(async () => assert.match(await textOf(explained), says));
    }
    page.on('dialog', (dialog) => dialog.accept());
  });
});

test('a slow explanation of what was typed before doesn’t replace a later one', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await page.route('**/new/networks', async (route) => {
      if (route.request().postData().includes('192')) await new Promise((resolve) => { setTimeout(resolve, 1_500); });
      await route.continue().catch(() => {});
    });
    const explained = page.locator('#networks-explained');
    const slow = page.waitForRequest('**/new/networks');
    await field(page, 'IP restriction').fill('192.0.2.1');
    await slow;
    const late = page.waitForResponse((response) => response.request().postData()?.includes('192'));
    await field(page, 'IP restriction').fill('10.1.1.1');
    await eventually(async () => assert.match(await textOf(explained), /10\.1\.1\.1 means/));
    await late;
    await page.waitForTimeout(200);
    assert.match(await textOf(explained), /10\.1\.1\.1 means/);
  });
});

test('the caution stands while there is neither an expiry nor an IP restriction', async () => {
  await withPage({ as }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    const caution = page.getByText('Neither an expiry nor an IP restriction.');
    assert.equal(await caution.isVisible(), false);
    await page.getByRole('radio', { name: 'Never expires' }).check();
    await page.getByText('It works until someone switches it off.').waitFor();
    await caution.waitFor();
    await field(page, 'IP restriction').fill('10.0.0.1');
    await caution.waitFor({ state: 'hidden' });
    await field(page, 'IP restriction').fill('');
    await caution.waitFor();
    await page.getByRole('radio', { name: /^7 days/ }).check();
    await caution.waitFor({ state: 'hidden' });
    await page.getByText(/^Ends .*, in 7 days\.$/).waitFor();
  });
});

test('a double click makes one token', async () => {
  await withPage({ as }, async (page) => {
    const posts = [];
    page.on('request', (request) => { if (request.method() === 'POST' && request.url() === `${base}/integrations/tokens`) posts.push(request); });
    await page.goto(`${base}/integrations/tokens/new`);
    await field(page, 'Name').fill('Only one');
    // A locator would wait for the answer; this keeps what the pressed button said meanwhile.
    await page.evaluate(() => {
      new MutationObserver(() => {
        const button = document.querySelector('button:disabled');
        if (button) sessionStorage.busy = button.textContent;
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await page.route(`${base}/integrations/tokens`, async (route) => {
      await new Promise((resolve) => { setTimeout(resolve, 500); });
      await route.continue();
    });
    const button = page.getByRole('button', { name: 'Create application token' });
    await button.dblclick();
    await page.getByRole('heading', { level: 1, name: '“Only one” is created' }).waitFor();
    assert.equal(posts.length, 1);
    assert.equal(await page.evaluate(() => sessionStorage.busy), 'Creating…');
    await close(page);
    assert.equal(await rowOf(page, 'Only one').count(), 1);
  });
});

test('a double click makes one token without JavaScript too', async () => {
  // Which of the two answers is seen is the browser's affair; the second says 409.
  await withPage({ as, javaScriptEnabled: false, allowed: [answered(409)] }, async (page) => {
    await page.goto(`${base}/integrations/tokens/new`);
    await field(page, 'Name').fill('Also one');
    await page.getByRole('button', { name: 'Create application token' }).dblclick();
    await page.getByRole('heading', { level: 1, name: /“Also one” is created|This token was created already/ }).waitFor();
    await page.goto(`${base}/integrations?q=Also+one`);
    assert.equal(await rowOf(page, 'Also one').count(), 1);
  });
});

test('of two administrators who edit a token the second is told, and overwrites only on purpose', async () => {
  await withPage({ as }, async (mine) => {
    const { id } = await createToken(mine, base, { name: 'Shared', description: 'before', networks: '10.0.0.1' });
    const address = `${base}/integrations/tokens/${id}`;
    await withPage({ as: second, expected: [answered(409)] }, async (theirs) => {
      await mine.goto(`${address}/edit`);
      await theirs.goto(`${address}/edit`);
      await field(mine, 'Description').fill('from the first');
      await mine.getByRole('button', { name: 'Save' }).click();
      await said(mine, 'Saved “Shared”.');

      await field(theirs, 'Name').fill('Shared by all');
      await theirs.getByRole('button', { name: 'Save' }).click();
      const summary = theirs.getByRole('group', { name: 'There is a problem' });
      await focused(theirs, summary);
      assert.match(await textOf(summary), /Noor Haddad changed this token on .*, after you opened it\. Nothing of yours was saved yet\./);
      await theirs.getByText('from the first').waitFor();
      assert.equal(await field(theirs, 'Name').inputValue(), 'Shared by all');
      await mine.reload();
      await mine.getByRole('heading', { level: 1, name: /^Shared (Active|Expires)/ }).waitFor();

      await theirs.getByRole('button', { name: 'Save' }).click();
      await said(theirs, 'Saved “Shared by all”.');
      await theirs.getByText('Name: “Shared” became “Shared by all”').waitFor();
    });
  });
});

test('leaving a page with something typed asks first, and saving doesn’t', async () => {
  await withPage({ as }, async (page) => {
    const { id } = await createToken(page, base, { name: 'Half edited' });
    await page.goto(`${base}/integrations/tokens/${id}/edit`);
    const asked = [];
    const answers = ['dismiss', 'accept'];
    page.on('dialog', (dialog) => { asked.push(dialog.type()); return dialog[answers.shift()](); });
    const cancel = page.getByRole('link', { name: 'Cancel' });
    await field(page, 'Description').fill('half a sen');
    await cancel.click({ noWaitAfter: true });
    await eventually(() => assert.deepEqual(asked, ['beforeunload']));
    assert.equal(await field(page, 'Description').inputValue(), 'half a sen');
    await cancel.click();
    await page.waitForURL(`${base}/integrations/tokens/${id}`);
    assert.equal(asked.length, 2);
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await field(page, 'Description').fill('a whole one');
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Saved “Half edited”.');
    assert.equal(asked.length, 2);
  });
});

test('wrong sign-in data are refused without saying which part is wrong, and the password is not echoed', async () => {
  await withPage({ expected: [answered(422)] }, async (page, watch) => {
    const summaries = [];
    for (const email of ['noor@example.com', 'nobody@example.com']) {
      await page.goto(`${base}/sign-in`);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill('not-the-password-7');
      await page.getByRole('button', { name: 'Sign in' }).click();
      const summary = page.getByRole('group', { name: 'There is a problem' });
      await focused(page, summary);
      assert.match(await page.title(), /^Error: /);
      assert.equal(await page.getByLabel('E-mail address').inputValue(), email);
      assert.equal(await page.getByLabel('Password').inputValue(), '');
      assert.equal((await watch.latest()).includes('not-the-password-7'), false);
      summaries.push(await textOf(summary));
    }
    assert.equal(summaries[0], summaries[1]);
  });
});

test('setting up says everything that is wrong at once, and works only with the code', async () => {
  const server = await serve();
  await withPage({ expected: [answered(422)] }, async (page) => {
    await page.goto(`${server.base}/`);
    await page.waitForURL('**/set-up');
    await page.getByLabel('Set-up code').fill('wrong');
    await page.getByLabel('Organization').fill('Acme');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Set up Latchkey' }).click();
    const summary = page.getByRole('group', { name: 'There is a problem' });
    await focused(page, summary);
    const links = await summary.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.deepEqual(links.sort(), ['#application', '#code', '#email', '#name', '#password']);
    assert.equal(await page.getByLabel('Organization').inputValue(), 'Acme');
    assert.equal(await page.getByLabel('Password').inputValue(), '');
  });
});

test('on a phone, what a search among the actions finds comes into sight, and its boxes say what they are about', async () => {
  await withPage({ as, viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true }, async (page) => {
    await page.goto(`${base}/integrations`);
    await page.getByRole('link', { name: /^Add/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Custom/ }).check();
    const search = dialog.getByRole('searchbox');
    await search.pressSequentially('devices delete');
    const found = dialog.locator('.resource:visible').first();
    await eventually(async () => {
      const [box, buttons] = [await found.boundingBox(), await dialog.locator('.actions.sticky').boundingBox()];
      assert.ok(box.y + 100 <= buttons.y, `found at ${box.y}, under the buttons at ${buttons.y}`);
      assert.ok((await search.boundingBox()).y >= 0, 'the search is still there');
    });
    await dialog.getByRole('checkbox', { name: /^All actions of \w+ that are found$/ }).first().waitFor();
    await search.fill('');
    assert.equal(await dialog.getByRole('checkbox', { name: /that are found$/ }).count(), 0);
  });
});
