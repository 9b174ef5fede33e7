// More connections than anyone needs: idle ones, ones that send a byte now and then, and ones that send too much. The gate
// answers everyone else meanwhile. See run.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { eventually, latchkey, pause, run, stopAll, temporaryFolder } from '../servers.mjs';
import { EMAIL, PASSWORD, Person, at, gate } from './portal.mjs';

const IDLE = Number(process.env.LATCHKEY_LONG_CONNECTIONS ?? 10_000);
const SLOW = IDLE / 5;
const GREEDY = 100;
/** Milliseconds: how long the program waits for a head, a request and the next request, as it says; and some more. */
const HEAD = 10_000;
const REQUEST = 30_000;
const NEXT = 130_000;
const SPARE = 15_000;
/** What it may take for any answer that an honest caller gets. */
const SANE = 5_000;

// ---- Honest callers, in a thread of their own --------------------------------------------------------------------

/** Asks by kept connections, and by a new one each time, until told to stop. */
async function honest({ base, application, secret }) {
  let over = false;
  parentPort.once('message', () => { over = true; });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const took = { kept: [], anew: [] };
  const wrong = [];
  const ask = async (kind, options, rest) => {
    while (!over) {
      const answer = await gate(base, application, secret, options);
      took[kind].push(answer.took);
      if (answer.status !== 200) wrong.push(`${kind}: ${answer.status} after ${answer.took.toFixed(0)} ms`);
      if (rest) await pause(rest);
    }
  };
  const began = performance.now();
  await Promise.all([...Array.from({ length: 8 }, () => ask('kept', { agent }, 0)), ask('anew', { agent: false }, 10), ask('anew', { agent: false }, 10)]);
  agent.destroy();
  const rate = took.kept.length / ((performance.now() - began) / 1_000);
  parentPort.postMessage({ rate, kept: at(took.kept, 0.99), anew: at(took.anew, 0.99), longest: Math.max(at(took.kept, 1), at(took.anew, 1)), answers: took.kept.length + took.anew.length, wrong });
}
if (!isMainThread) {
  await honest(workerData);
  process.exit(0);
}

// ---- The program -------------------------------------------------------------------------------------------------

const settings = { LATCHKEY_DATABASE_URL: `sqlite:${path.join(await temporaryFolder(), 'latchkey.db')}`, LATCHKEY_SECRET_KEY: 'k'.repeat(64) };
run(['migrate'], settings);
run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings, PASSWORD);
// As many open files as a shell or a service gets by itself.
const program = latchkey('serve', settings, { openFiles: 1_024 });
const [, base] = await program.said(/Latchkey listens on (http:\S+)/);
const port = Number(new URL(base).port);
const person = new Person(base);
await person.signIn();
const application = await person.application();
const { secret } = await person.create(application, 'Honest');

function memory() {
  const status = readFileSync(`/proc/${program.pid()}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Runs something with honest callers beside it. */
async function beside(work) {
  writeFileSync(`/proc/${program.pid()}/clear_refs`, '5');
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { base, application, secret } });
  const told = new Promise((resolve, reject) => { worker.once('message', resolve).once('error', reject); });
  const done = await work();
  worker.postMessage('stop');
  const figures = await told;
  assert.deepEqual(figures.wrong.slice(0, 3), [], `${figures.wrong.length} honest requests of ${figures.answers}`);
  assert.ok(figures.longest < SANE, `an answer took ${figures.longest} ms`);
  return { ...figures, done, peak: memory().peak };
}

// ---- Connections -------------------------------------------------------------------------------------------------

/** What a connection was answered, and when it ended. */
class Wire {
  constructor() {
    this.statuses = [];
    this.sent = 0;
    this.opened = performance.now();
    this.open = new Promise((resolve, reject) => {
      this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, resolve);
      this.socket.on('error', reject);
    });
    this.socket.on('error', () => {});
    this.socket.on('data', (bytes) => {
      for (const [, status] of bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3})/g)) this.statuses.push(Number(status));
    });
    this.ended = new Promise((resolve) => { this.socket.on('close', () => { this.lasted = performance.now() - this.opened; resolve(); }); });
  }

  write(bytes) {
    this.sent += bytes.length;
    return this.socket.destroyed || !this.socket.writable ? false : this.socket.write(bytes);
  }
}

async function wires(count) {
  const all = [];
  for (let n = 0; n < count; n += 1) {
    all.push(new Wire());
    // As many as may wait to be accepted.
    if (n % 200 === 199) await Promise.all(all.slice(-200).map((wire) => wire.open));
  }
  await Promise.all(all.map((wire) => wire.open));
  return all;
}

const good = `GET /gate/${application}/nginx HTTP/1.1\r\nHost: a\r\nX-Original-Method: GET\r\nX-Original-URI: /applications/${application}/devices\r\nAuthorization: Bearer ${secret}\r\n`;
const form = (line) => `POST /sign-in HTTP/1.1\r\nHost: a\r\nOrigin: ${base}\r\nContent-Type: application/x-www-form-urlencoded\r\n${line}\r\n\r\n`;
const CHUNK = `10000\r\n${'x'.repeat(0x10000)}\r\n`;

/** Waits until all are ended, by themselves, within `limit` milliseconds of the last one's beginning. */
async function untilEnded(all, limit, what) {
  const late = pause(limit).then(() => 'late');
  const first = await Promise.race([Promise.all(all.map((wire) => wire.ended)), late]);
  const left = all.filter((wire) => wire.lasted === undefined);
  assert.notEqual(first, 'late', `${what}: ${left.length} of ${all.length} are still there`);
}

/** A byte or so now and then, until the end. */
async function drip(all, piece) {
  while (all.some((wire) => wire.lasted === undefined)) {
    for (const wire of all) if (wire.lasted === undefined) wire.write(piece);
    await pause(1_000);
  }
}

/** As much as is taken, until the end. */
async function flood(wire, piece) {
  while (wire.lasted === undefined) {
    if (!wire.write(piece)) await Promise.race([wire.ended, new Promise((resolve) => { wire.socket.once('drain', resolve); })]);
    // The others have their turn.
    await new Promise(setImmediate);
  }
}

function tally(all) {
  const counts = {};
  for (const wire of all) {
    const key = wire.statuses.join('+') || 'nothing';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.entries(counts).map(([answer, count]) => `${count} ${answer}`).join(', ');
}

const sieges = [
  [`${IDLE} connections that say nothing`, HEAD, [[408]], async (limit, what) => {
    const all = await wires(IDLE);
    await untilEnded(all, limit, what);
    return all;
  }],
  [`${IDLE} connections that asked once`, NEXT + NEXT / 4, [[200]], async (limit, what) => {
    const all = await wires(IDLE);
    for (let n = 0; n < all.length; n += 1) {
      all[n].write(`${good}\r\n`);
      if (n % 200 === 199) await eventually(() => assert.ok(all[n].statuses.length > 0));
    }
    await untilEnded(all, limit, what);
    return all;
  }],
  [`${SLOW} heads, a byte a second`, HEAD, [[408]], async (limit, what) => {
    const all = await wires(SLOW);
    for (const wire of all) wire.write('GET / HTTP/1.1\r\nHost: a\r\nX: ');
    await Promise.all([drip(all, 'x'), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${SLOW} second heads, a byte a second`, REQUEST + REQUEST / 4, [[200]], async (limit, what) => {
    const all = await wires(SLOW);
    for (const wire of all) wire.write(`${good}\r\nGET / HTTP/1.1\r\nX: `);
    await Promise.all([drip(all, 'x'), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${SLOW} forms, a byte a second`, REQUEST + REQUEST / 4, [[422]], async (limit, what) => {
    const all = await wires(SLOW);
    for (const wire of all) wire.write(form('Content-Length: 1000000'));
    await Promise.all([drip(all, 'x'), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${SLOW} bodies at the gate, a byte a second`, REQUEST + REQUEST / 4, [[200]], async (limit, what) => {
    const all = await wires(SLOW);
    for (const wire of all) wire.write(`${good}Content-Length: 1000000\r\n\r\n`);
    await Promise.all([drip(all, 'x'), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${GREEDY} heads without an end`, REQUEST, [[431], [400], []], async (limit, what) => {
    const all = await wires(GREEDY);
    for (const wire of all) wire.write('GET / HTTP/1.1\r\nHost: a\r\n');
    await Promise.all([...all.map((wire) => flood(wire, `X: ${'y'.repeat(8_000)}\r\n`)), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${GREEDY} forms of a gigabyte`, REQUEST + REQUEST / 4, [[413], []], async (limit, what) => {
    const all = await wires(GREEDY);
    for (const wire of all) wire.write(form('Content-Length: 1000000000'));
    await Promise.all([...all.map((wire) => flood(wire, 'x'.repeat(0x10000))), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${GREEDY} forms in chunks without an end`, REQUEST + REQUEST / 4, [[413], []], async (limit, what) => {
    const all = await wires(GREEDY);
    for (const wire of all) wire.write(form('Transfer-Encoding: chunked'));
    await Promise.all([...all.map((wire) => flood(wire, CHUNK)), untilEnded(all, limit, what)]);
    return all;
  }],
  [`${GREEDY} bodies at the gate in chunks without an end`, REQUEST + REQUEST / 4, [[200], []], async (limit, what) => {
    const all = await wires(GREEDY);
    for (const wire of all) wire.write(`${good}Transfer-Encoding: chunked\r\n\r\n`);
    await Promise.all([...all.map((wire) => flood(wire, CHUNK)), untilEnded(all, limit, what)]);
    return all;
  }],
];

// ---- The run -----------------------------------------------------------------------------------------------------

for (let n = 0; n < 500; n += 1) await gate(base, application, secret);
const quiet = await beside(() => pause(5_000));
console.log(`quiet: ${quiet.rate.toFixed(0)} answers a second; p99 ${quiet.kept.toFixed(1)} ms, by new connections ${quiet.anew.toFixed(1)} ms; memory ${quiet.peak.toFixed(0)} MB`);
let highest = quiet.peak;
for (const [what, limit, answers, work] of sieges) {
  const figures = await beside(() => work(limit + SPARE, what));
  const all = figures.done;
  const fits = (wire) => answers.some((expected) => expected.join() === wire.statuses.join());
  assert.ok(all.every(fits), `${what}: ${tally(all)}`);
  const lasted = Math.max(...all.map((wire) => wire.lasted)) / 1_000;
  highest = Math.max(highest, figures.peak);
  console.log(`${what}: answered ${tally(all)}; ended after ${lasted.toFixed(0)} s at the latest. Everyone else: ${(figures.rate / quiet.rate).toFixed(2)} of the rate, p99 ${figures.kept.toFixed(1)} ms, by new connections ${figures.anew.toFixed(1)} ms, longest ${figures.longest.toFixed(0)} ms, none of ${figures.answers} refused; memory ${figures.peak.toFixed(0)} MB`);
}
// 20 KB for each idle connection, and half as much again.
assert.ok(highest - quiet.peak < IDLE * 0.03 + 100, `${highest} MB`);
const after = await beside(() => pause(5_000));
console.log(`quiet again: ${(after.rate / quiet.rate).toFixed(2)} of the rate; memory ${memory().now.toFixed(0)} MB`);
assert.doesNotMatch(program.output(), /panicked|ERROR/);
await program.stop();
await stopAll();
process.exit(0);
