// What the browser tests share: Latchkey, an API behind nginx, and a Chromium whose pages fail their test when they
// complain. Whatever is started here is stopped by its pid at the end, also after a failure.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../..');
const BINARY = process.env.LATCHKEY_BIN ?? path.join(ROOT, 'target/debug/latchkey');
const PATIENCE = 10_000;

export const PASSWORD = 'latchkey-demo';
export const PEOPLE = {
  administrator: 'administrator@demo.example',
  member: 'member@demo.example',
  support: 'support@demo.example',
};
export const SECRET = /\blka_[0-9A-Za-z]{46}\b/;

// ---- Processes and servers ---------------------------------------------------------------------------------------

const children = new Set();
const folders = new Set();
const endings = [];

/** Runs `end` when the file's tests are over, the latest first. */
export function atEnd(end) {
  endings.push(end);
}

/** Stops everything; a test file does it through node's `after`, a script calls it. */
export async function stopAll() {
  const failures = [];
  for (const end of endings.splice(0).reverse()) await end().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
if (process.argv[1].endsWith('.test.mjs')) after(stopAll);

// When the runner is stopped in the middle, nothing stays behind. Latchkey and nginx clean up at SIGTERM.
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'latchkey-browser-'));
  folders.add(folder);
  return folder;
}

/** Starts a program; `said(pattern)` waits until its output matches. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.add(child);
  let output = '';
  const listeners = new Set();
  const take = (chunk) => {
    output += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const ended = new Promise((resolve) => {
    child.on('error', (error) => { take(String(error)); resolve(); });
    child.on('exit', () => resolve());
  }).then(() => { children.delete(child); take(''); });
  const over = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  atEnd(async () => {
    if (over()) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  });
  const said = (pattern) => new Promise((resolve, reject) => {
    const done = (settle, value) => { clearTimeout(late); listeners.delete(listen); settle(value); };
    const listen = () => {
      const match = pattern.exec(output);
      if (match) done(resolve, match);
      else if (over()) done(reject, new Error(`${program} ended:\n${output}`));
    };
    const late = setTimeout(() => done(reject, new Error(`${program} did not say ${pattern}:\n${output}`)), 30_000);
    listeners.add(listen);
    listen();
  });
  return { said, output: () => output, isOver: over };
}

function latchkey(command, settings) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_')));
  return start(BINARY, [command], { env: { ...clean, LATCHKEY_LISTEN: '127.0.0.1:0', LATCHKEY_LOG: 'warn', ...settings } });
}

/** `latchkey demo`: its address and the ids of its applications. */
export async function demo() {
  const program = latchkey('demo', {});
  await program.said(/Stop with Ctrl-C/);
  const base = /Latchkey demo: (\S+)/.exec(program.output())[1];
  const applications = [...program.output().matchAll(/^ +([0-9a-f]{24}) {2}(.+) \((.+)\)$/gm)]
    .map(([, id, name, organization]) => ({ id, name, organization }));
  return { base, applications, output: program.output };
}

/** `latchkey serve` on a new database: its address and that of the set-up page, as it prints them. */
export async function serve(settings = {}) {
  const folder = await temporaryFolder();
  const program = latchkey('serve', { LATCHKEY_DATABASE_URL: `sqlite:${path.join(folder, 'latchkey.db')}`, ...settings });
  const [, setUp] = await program.said(/^ +(http:\S+\/set-up\?code=\S+)$/m);
  return { base: new URL(setUp).origin, setUp, output: program.output };
}

/** An API that answers everything and keeps the requests it gets. */
export async function upstream() {
  const requests = [];
  const server = http.createServer((request, response) => {
    requests.push({ method: request.method, url: request.url, headers: request.headers });
    request.resume();
    response.setHeader('Content-Type', 'application/json').end('{"from":"the API"}');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  atEnd(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
  return { host: `127.0.0.1:${server.address().port}`, requests };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
  });
}

/** nginx with our example configuration; `ask` sends a request to the API behind it. */
export async function nginx({ base, application, api }) {
  const folder = await temporaryFolder();
  const example = await readFile(path.join(ROOT, 'tests/proxies/nginx.conf'), 'utf8');
  for (let attempt = 0; ; attempt += 1) {
    const port = await freePort();
    const filled = { LISTEN: port, LATCHKEY: new URL(base).host, UPSTREAM: api.host, APPLICATION: application };
    const text = example.replace(/@([A-Z]+)@/g, (whole, name) => filled[name] ?? whole);
    await writeFile(path.join(folder, 'nginx.conf'), text);
    // The workers of a master that is root would be another user, who can't get into the folder.
    const daemon = process.getuid() === 0 ? 'daemon off; master_process off;' : 'daemon off;';
    const program = start('nginx', ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf', '-g', daemon]);
    while (!program.isOver() && !await answers(port)) await pause(20);
    if (!program.isOver()) {
      return { port, ask: (method, url, headers) => ask(port, method, url, headers) };
    }
    // Someone may have taken the port meanwhile.
    if (attempt === 2) throw new Error(`nginx ended:\n${program.output()}`);
  }
}

function ask(port, method, url, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    request.on('error', reject).end();
  });
}

export function pause(time) {
  return new Promise((resolve) => { setTimeout(resolve, time); });
}

/** Repeats `attempt` until it doesn't throw. */
export async function eventually(attempt, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}

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
 * `signedIn`), `browser`, `expected` (patterns of complaints that belong to the test). What the pages complain about
 * fails the test, and so does an expected complaint that doesn't come.
 */
export async function withPage(options, use) {
  const { as, browser, expected = [], ...rest } = options;
  shared ??= launch();
  const context = await (browser ?? await shared).newContext({
    viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', storageState: as, ...rest,
  });
  context.setDefaultTimeout(PATIENCE);
  const watch = new Watch(expected);
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
  constructor(expected) {
    this.expected = expected.map((pattern) => ({ pattern, came: false }));
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
  if (!sessions.has(key)) {
    sessions.set(key, withPage({}, async (page) => {
      await signIn(page, base, email, password);
      return page.context().storageState();
    }));
  }
  return sessions.get(key);
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

let serial = 0;

/**
 * Creates a token by the form's own POST, without a page, and answers with its id and secret. `fields` goes over what is
 * chosen otherwise; `page` lends its session.
 */
export async function createToken(page, base, fields = {}) {
  serial += 1;
  const submission = `${process.pid.toString(16)}${Date.now().toString(16)}${serial.toString(16)}`.padStart(32, '0');
  const form = new URLSearchParams({ submission, name: `Token ${serial}`, expiry: '30d', permissions: 'all', ...fields });
  const answer = await page.request.post(`${base}/integrations/tokens`, {
    headers: { Origin: base, 'Content-Type': 'application/x-www-form-urlencoded' }, data: form.toString(),
  });
  const html = await answer.text();
  assert.equal(answer.status(), 201, html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 2_000));
  return { id: /data-reveal="\/integrations\/tokens\/([0-9a-f]{24})"/.exec(html)[1], secret: SECRET.exec(html)[0] };
}

/** Sends one of the portal's forms without a page. */
export async function send(page, base, address, fields = {}) {
  const answer = await page.request.post(`${base}${address}`, {
    headers: { Origin: base }, form: fields, maxRedirects: 0,
  });
  assert.ok([200, 303].includes(answer.status()), `${address}: ${answer.status()}`);
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
