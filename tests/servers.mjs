// What the tests against running servers share: Latchkey, an API, tokens, and the care that nothing stays behind: whatever
// is started here is stopped by its pid at the end, also after a failure.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BINARY = process.env.LATCHKEY_BIN ?? path.join(ROOT, 'target/debug/latchkey');
export const PATIENCE = 10_000;
/** Where Debian's libfaketime is. */
const FAKETIME = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime`).find((folder) => existsSync(folder));

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
  const folder = await mkdtemp(path.join(os.tmpdir(), 'latchkey-test-'));
  folders.add(folder);
  return folder;
}

/** Starts a program; `said(pattern)` waits until its output matches. */
export function start(program, args, options = {}) {
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
  const stop = async () => {
    if (over()) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  };
  atEnd(stop);
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
  return { said, stop, output: () => output, isOver: over, pid: () => child.pid, code: () => child.exitCode, ended };
}

/** Our own settings over an environment without any others. */
function environment(settings) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_')));
  return { ...clean, LATCHKEY_LISTEN: '127.0.0.1:0', LATCHKEY_LOG: 'warn', ...settings };
}

/** Starts a command, with so many open files at the most if that is said. */
export function latchkey(command, settings, { openFiles } = {}) {
  const options = { env: environment(settings) };
  if (openFiles) return start('sh', ['-c', `ulimit -Sn ${openFiles} && exec "$0" "$@"`, BINARY, command], options);
  return start(BINARY, [command], options);
}

/** Runs a command to its end, with `input` on its standard input. */
export function run(args, settings, input) {
  const { status, stdout, stderr } = spawnSync(BINARY, args, { env: environment(settings), input, encoding: 'utf8' });
  assert.equal(status, 0, `${args.join(' ')}: ${stdout}${stderr}`);
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

/**
 * `latchkey serve` on a new database: its address and that of the set-up page, as it prints them. It can be frozen and
 * thawed, stopped, killed, and started again at the same address.
 */
export async function serve(settings = {}) {
  const folder = await temporaryFolder();
  const own = { LATCHKEY_DATABASE_URL: `sqlite:${path.join(folder, 'latchkey.db')}`, ...settings };
  let program = latchkey('serve', own);
  const [, setUp] = await program.said(/^ +(http:\S+\/set-up\?code=\S+)$/m);
  const { origin: base, host } = new URL(setUp);
  const signal = (name) => { if (!program.isOver()) process.kill(program.pid(), name); };
  return {
    base,
    setUp,
    output: () => program.output(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    stop: () => program.stop(),
    kill: () => { signal('SIGKILL'); return program.ended; },
    again: async () => {
      program = latchkey('serve', { ...own, LATCHKEY_LISTEN: host });
      await eventually(() => fetch(`${base}/health/ready`));
    },
  };
}

/**
 * What makes a server's clock one that `set` moves, by so many seconds from the machine's: settings for `serve`, which give the
 * real program another library to ask for the time.
 */
export async function movableClock() {
  const file = path.join(await temporaryFolder(), 'clock');
  const set = (seconds) => writeFileSync(file, `+${seconds}s\n`);
  set(0);
  return {
    set,
    settings: {
      LD_PRELOAD: path.join(FAKETIME, 'libfaketimeMT.so.1'),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // Deadlines go by a clock of their own.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}

/**
 * An API that answers everything and keeps the requests it gets: with 200 or what `status=` in the query says, DELETE
 * with 204, and an Upgrade with 101 and an echo. What is no HTTP is kept as a request that is only `raw`.
 */
export async function upstream() {
  const requests = [];
  const server = http.createServer({ insecureHTTPParser: true }, (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      requests.push({ method, url, headers, rawHeaders, rawTrailers: request.rawTrailers, body: Buffer.concat(chunks) });
      const [, status = 200] = /[?&]status=(\d{3})/.exec(url) ?? [];
      if (method === 'DELETE') response.writeHead(204).end();
      else response.writeHead(Number(status), { 'Content-Type': 'application/json' }).end('{"from":"the API"}');
    });
  });
  const upgraded = new Set();
  server.on('upgrade', ({ method, url, headers, rawHeaders }, socket) => {
    upgraded.add(socket);
    requests.push({ method, url, headers, rawHeaders, body: Buffer.alloc(0) });
    socket.on('error', () => {});
    // A proxy may look whether the answer to a WebSocket's key is right.
    const key = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', `Upgrade: ${headers.upgrade}`,
      `Sec-WebSocket-Accept: ${key}`, '', ''].join('\r\n'));
    socket.pipe(socket);
  });
  server.on('clientError', (error, socket) => {
    if (error.rawPacket) requests.push({ raw: error.rawPacket.toString('latin1') });
    socket.destroy();
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  atEnd(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }));
  return { host: `127.0.0.1:${server.address().port}`, requests };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
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

// ---- People and their tokens -------------------------------------------------------------------------------------

/** Signs in by the form, and lends its session like a page of the browser tests does; with the only application, if it is. */
export async function person(base, email, password) {
  let cookie = '';
  const post = async (address, { headers = {}, form, data }) => {
    const body = form ? new URLSearchParams(form).toString() : data;
    const type = 'application/x-www-form-urlencoded';
    const answer = await fetch(address, {
      method: 'POST', redirect: 'manual', body, headers: { 'Content-Type': type, ...headers, Cookie: cookie },
    });
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length > 0) cookie = set.join('; ');
    return { status: () => answer.status, text: () => answer.text() };
  };
  const page = { request: { post } };
  await send(page, base, '/sign-in', { email, password, return_to: '' });
  const form = await (await fetch(`${base}/integrations/tokens/new`, { headers: { Cookie: cookie } })).text();
  return { page, cookie: () => cookie, application: /name="application" value="([0-9a-f]{24})"/.exec(form)?.[1] };
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
