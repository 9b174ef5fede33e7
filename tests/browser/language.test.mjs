// The portal in German: by the browser's wish and by choice; no page says anything in English then, and each fits a phone.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PEOPLE, answered, demo, signedIn, withPage } from './kit.mjs';

let base;
let as;
let token;
let addresses;

before(async () => {
  ({ base } = await demo());
  as = await signedIn(base, PEOPLE.administrator);
  await withPage({ as }, async (page) => {
    addresses = await everyKindOfPage(page);
    token = addresses.find((address) => /^\/integrations\/tokens\/[0-9a-f]{24}$/.test(address));
  });
});

/** An address of each kind of page that links lead an administrator to. */
async function everyKindOfPage(page) {
  const kinds = new Map();
  const waiting = ['/integrations', '/account', '/integrations?status=compromised', '/integrations?status=expired'];
  while (waiting.length > 0 && kinds.size < 60) {
    const address = waiting.shift();
    const kind = address.replace(/[0-9a-f]{24}|dec_\w+/g, '…').replace(/\?(?!status=\w+$).*/, '').replace(/#.*/, '');
    if (kinds.has(kind) || /export|^\/api\/|^\/style|\.ics/.test(kind)) continue;
    kinds.set(kind, address);
    await page.goto(`${base}${address}`);
    const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    waiting.push(...links.filter((link) => link.startsWith('/')));
  }
  return [...kinds.values()];
}

/** Every text and spoken attribute of a page, but for what is data: names, codes, addresses and what was typed. */
function texts() {
  const data = 'bdi, code, pre, time, script, style, textarea, option[lang], .resource-name, .resource-name + .help, [data-action]';
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode.parentElement.closest(data)) continue;
    const text = currentNode.data.replace(/\s+/g, ' ').trim();
    if (/\p{L}{3}/u.test(text)) found.add(text);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label', 'data-busy']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest('time, [data-resource]') && /\p{L}{3}/u.test(element.getAttribute(name))) found.add(element.getAttribute(name));
    }
  }
  found.add(document.title);
  return [...found];
}

/** What is the same in both languages. */
const SAME = [
  /^Latchkey$/, /^Support( |$)/i, /^Administrator$/i, /^Name$/, /^Status$/, /^Tokens?$/, /^Link$/, /^Gate$/, /^optional$/, /^(devices|dec_|\/applications\/)/,
  /^\(?[A-Z]{3,7}\)?$/, /^(nginx|Traefik, Caddy, HAProxy|Envoy)$/, /^Browser$/, /^Details$/, /^Token-ID$/, /^System$/, /^Pause/, /^Version$/,
  // Data: people, organizations, applications, tokens, programs and reasons of the demo.
  /@/, /Acme|Windpark Nord|Customer portal|Metering platform|Ada|Mika|Sam|Demo/,
];

test('no page says in German what it says in English', async () => {
  const said = {};
  for (const locale of ['en-US', 'de-DE']) {
    await withPage({ as, locale, expected: [answered(404)] }, async (page) => {
      for (const address of [...addresses, '/nothing-here']) {
        await page.goto(`${base}${address}`);
        assert.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2), address);
        (said[address] ??= {})[locale] = await page.evaluate(texts);
      }
    });
  }
  const left = new Set();
  for (const [address, texts] of Object.entries(said)) {
    const english = new Set(texts['en-US']);
    for (const text of texts['de-DE']) {
      if (english.has(text) && !SAME.some((pattern) => pattern.test(text))) left.add(`${address}: ${text}`);
    }
  }
  assert.ok(addresses.length > 25, `only ${addresses.length} kinds of pages were found`);
  const count = Object.values(said).reduce((sum, texts) => sum + texts['de-DE'].length, 0);
  assert.ok(count > 700, `only ${count} texts were compared`);
  assert.deepEqual([...left], []);
});

test('German pages fit a phone', async () => {
  const wide = [];
  await withPage({ as, locale: 'de-DE', viewport: { width: 320, height: 800 } }, async (page) => {
    for (const address of addresses) {
      await page.goto(`${base}${address}`);
      const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
      if (width > 320) wide.push(`${address}: ${width} px`);
    }
  });
  assert.deepEqual(wide, []);
});

test('scripts speak the language of the page, and dates and numbers follow', async () => {
  await withPage({ as, locale: 'de-DE', timezoneId: 'Europe/Berlin' }, async (page) => {
    await page.goto(`${base}${token}`);
    const created = await page.locator('time[data-exact]').first().innerText();
    assert.match(created, /^\d+\. \p{L}+ \d{4}, \d\d:\d\d/u);
    assert.match(await page.locator('time[data-relative]').first().innerText(), /^(vor|in) \d+ |gerade eben/);
    await page.goto(`${base}/integrations/tokens/new`);
    await page.getByRole('radio', { name: /nie|unbegrenzt/i }).first().check();
    assert.equal(await page.locator('[data-end]').innerText(), 'Es gilt, bis es jemand abschaltet.');
  });
});

test('what a person chose goes before what the browser wishes, and can be left to it again', async () => {
  const own = await withPage({}, async (page) => {
    await page.goto(`${base}/sign-in`);
    await page.getByLabel('E-mail address').fill(PEOPLE.member);
    await page.getByLabel('Password').fill('latchkey-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${base}/integrations`);
    await page.goto(`${base}/account`);
    await page.getByLabel('Language of the portal').selectOption('Deutsch');
    await page.getByRole('button', { name: 'Save language' }).click();
    await page.getByText('Das Portal ist ab jetzt auf Deutsch.').waitFor();
    await page.goto(`${base}/integrations`);
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    return page.context().storageState();
  });
  await withPage({ as: own, locale: 'en-US' }, async (page) => {
    await page.goto(`${base}/account`);
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.getByLabel('Sprache des Portals').selectOption({ value: '' });
    await page.getByRole('button', { name: 'Sprache speichern' }).click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });
});
