// What the browser tests share: a Chromium whose pages fail their test when they complain, and the servers they look at.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { PATIENCE, atEnd } from '../servers.mjs';

export { nginx } from '../proxies/kit.mjs';
export {
  SECRET, atEnd, createToken, demo, eventually, movableClock, pause, send, serve, stopAll, temporaryFolder, upstream,
} from '../servers.mjs';

export const PASSWORD = 'latchkey-demo';
export const PEOPLE = {
  administrator: 'administrator@demo.example',
  member: 'member@demo.example',
  support: 'support@demo.example',
};

// ---- The browser -------------------------------------------------------------------------------------------------

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let shared;

export async function launch(options = {}) {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS, ...options });
  atEnd(() => browser.close());
  return browser;
}

/**
 * Opens a page in a context of its own and hands it to `use`. `options`: those of a Playwright context, and `as` (cookies from
 * `signedIn`), `browser`, `expected` (patterns of complaints that belong to the test), `allowed` (those that may come or not).
 * What the pages complain about otherwise fails the test, and so does an expected complaint that doesn't come.
 */
export async function withPage(options, use) {
  const { as, browser, expected = [], allowed = [], ...rest } = options;
  shared ??= launch();
  const context = await (browser ?? await shared).newContext({
    viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', storageState: as, ...rest,
  });
  context.setDefaultTimeout(PATIENCE);
  const watch = new Watch(expected, allowed);
  context.on('page', (page) => watch.page(page));
  try {
    const page = await context.newPage();
    const result = await use(page, watch);
    watch.check();
    return result;
  } catch (error) {
    const seen = [...watch.complaints.map((text) => `complaint: ${text}`), ...context.pages().map((p) => `at ${p.url()}`)];
    error.stack += `\n${seen.join('\n')}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Keeps what the pages of a context complain about, what they ask for and what HTML they get. */
class Watch {
  constructor(expected, allowed) {
    this.expected = [
      ...expected.map((pattern) => ({ pattern, came: false })), ...allowed.map((pattern) => ({ pattern, came: true })),
    ];
    this.complaints = [];
    /** Addresses of all requests, by whatever page. */
    this.urls = [];
    /** `{ method, url, status, html }` of everything that came as HTML, in order; `html` is a promise. */
    this.documents = [];
  }

  page(page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complain(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complain(`uncaught: ${error.message}`));
    page.on('crash', () => this.complain('the page crashed'));
    page.on('request', (request) => this.urls.push(request.url()));
    page.on('response', (response) => {
      if (!/^text\/html/.test(response.headers()['content-type'] ?? '')) return;
      const request = response.request();
      const navigation = request.isNavigationRequest();
      const html = response.text().catch(() => '');
      this.documents.push({ method: request.method(), url: response.url(), status: response.status(), navigation, html });
    });
  }

  complain(text) {
    const known = this.expected.find(({ pattern }) => pattern.test(text));
    if (known) known.came = true;
    else this.complaints.push(text);
  }

  check() {
    assert.deepEqual(this.complaints, [], 'the page complained');
    for (const { pattern, came } of this.expected) assert.ok(came, `nothing complained like ${pattern}`);
  }

  /** The HTML of the latest page. */
  latest() {
    return this.documents.filter((document) => document.navigation).at(-1)?.html;
  }
}

/** What Chromium says of an answer with this status. */
export function answered(status) {
  return new RegExp(`the server responded with a status of ${status}`);
}

// ---- Steps -------------------------------------------------------------------------------------------------------

const sessions = new Map();

/** The signed-in state of a person, for `as`; each signs in once per file. */
export function signedIn(base, email, password = PASSWORD) {
  const key = `${base} ${email}`;
  if (!sessions.has(key)) sessions.set(key, signedInAnew(base, email, password));
  return sessions.get(key);
}

/** The same in a session that nobody else has. */
export function signedInAnew(base, email, password = PASSWORD) {
  return withPage({}, async (page) => {
    await signIn(page, base, email, password);
    return page.context().storageState();
  });
}

export async function signIn(page, base, email, password = PASSWORD) {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${base}/integrations`);
}

export const FOUNDER = { name: 'Noor Haddad', email: 'noor@example.com', password: 'orbit-candle-mosaic-19' };

/** Sets a new installation up, on the page whose address it printed. */
export async function setUp(page, address) {
  await page.goto(address);
  await page.getByLabel('Organization').fill('Wattle & Däumling');
  await page.getByLabel('First application').fill('Metering');
  await page.getByLabel('Your name').fill(FOUNDER.name);
  await page.getByLabel('Your e-mail address').fill(FOUNDER.email);
  await page.getByLabel('Password').fill(FOUNDER.password);
  await page.getByRole('button', { name: 'Set up Latchkey' }).click();
  await page.waitForURL('**/integrations');
}

/** The state of the first administrator of a new installation, for `as`. */
export function founder(server) {
  return withPage({}, async (page) => {
    await setUp(page, server.setUp);
    return page.context().storageState();
  });
}

/** Invites someone, and gives the link that the page shows once. */
export async function invite(page, base, email, { role = 'Member', apiAccess = false } = {}) {
  await page.goto(`${base}/members/invitations/new`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: new RegExp(`^${role} `) }).check();
  if (apiAccess) await page.getByRole('checkbox', { name: /^May have personal tokens/ }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `Invitation for ${email}` }).waitFor();
  return page.locator('#link').textContent();
}

/** A text field by the start of its label, which may go on with "optional". */
export function field(scope, label) {
  return scope.getByRole('textbox', { name: new RegExp(`^${label}( optional)?$`) });
}

/** Waits until the page says a result that begins so. */
export function said(page, result) {
  const start = new RegExp(`^\\s*${result.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`);
  return page.getByRole('status').filter({ hasText: start }).waitFor();
}

/** The row of a token in the list. */
export function rowOf(page, name) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
}

/** The text of a locator, without doubled white space. */
export async function textOf(locator) {
  return (await locator.innerText()).replace(/\s+/g, ' ').trim();
}
