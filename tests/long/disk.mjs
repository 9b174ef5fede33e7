// A SQLite file on a disk that is full, or read-only, or fails to sync: what is acknowledged is there, what is not is not,
// the gate goes on, and all of it works again as soon as the disk does. See run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, eventually, latchkey, pause, run, stopAll, temporaryFolder } from '../servers.mjs';
import { EMAIL, PASSWORD, Person, gate, ready } from './portal.mjs';

const ROUNDS = Number(process.env.LATCHKEY_LONG_ROUNDS ?? 12);
/** Changes in a round, with the disk at fault and after it. */
const CHANGES = 40;
const TOKENS = 8;
const UNWRITABLE = "changes can't be written to the database: is its disk full or broken?";

const folder = await temporaryFolder();
const disk = path.join(folder, 'disk');
const switches = path.join(folder, 'switches');
const shim = path.join(folder, 'faults.so');
mkdirSync(disk);
mkdirSync(switches);
const command = (name, ...args) => {
  const { status, stderr, error } = spawnSync(name, args, { encoding: 'utf8' });
  assert.equal(status, 0, `${name} ${args.join(' ')}: ${error?.message ?? stderr}`);
};
if (process.getuid() !== 0) throw new Error('this run mounts a small disk in memory: it must be root');
if (spawnSync('cc', ['--version']).error) throw new Error('this run makes a disk fail by a small library: there is no cc to compile it');
command('mount', '-t', 'tmpfs', '-o', 'size=12m', 'latchkey-long', disk);
// Also after a failure, and before the folder is removed.
process.prependListener('exit', () => spawnSync('umount', ['-l', disk]));
command('cc', '-shared', '-fPIC', '-O1', '-o', shim, path.join(ROOT, 'tests/long/faults.c'), '-ldl');

const settings = { LATCHKEY_DATABASE_URL: `sqlite:${path.join(disk, 'latchkey.db')}`, LATCHKEY_SECRET_KEY: 'k'.repeat(64) };
const faulty = { ...settings, LD_PRELOAD: shim, FAULTS_FOLDER: disk, FAULTS_SWITCHES: switches };
run(['migrate'], settings);
run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings, PASSWORD);

// ---- Faults ------------------------------------------------------------------------------------------------------

const filling = path.join(disk, 'filling');
const on = (name) => writeFileSync(path.join(switches, name), '');
const off = (name) => rmSync(path.join(switches, name), { force: true });
const faults = {
  full: {
    /** Leaves a little room, another each time: changes fail at different places. */
    begin: (round) => {
      const kilobyte = Buffer.alloc(1024);
      try {
        for (;;) appendFileSync(filling, Buffer.alloc(64 * 1024));
      } catch (error) {
        assert.equal(error.code, 'ENOSPC');
      }
      try {
        for (;;) appendFileSync(filling, kilobyte);
      } catch (error) {
        assert.equal(error.code, 'ENOSPC');
      }
      const left = (round % 8) * 4096;
      if (left > 0) spawnSync('truncate', ['-s', `-${left}`, filling]);
    },
    end: () => rmSync(filling, { force: true }),
  },
  'read-only': { begin: () => on('readonly'), end: () => off('readonly') },
  'not syncing': { begin: () => on('fsync'), end: () => off('fsync') },
};

// ---- The program and whoever uses it -----------------------------------------------------------------------------

let program;
let base;
let person;
let application;
const figures = [];
const outputs = [];

async function begin() {
  program = latchkey('serve', faulty);
  [, base] = await program.said(/Latchkey listens on (http:\S+)/);
}

async function kill() {
  process.kill(program.pid(), 'SIGKILL');
  await program.ended;
  outputs.push(program.output());
}

async function signIn() {
  person = new Person(base);
  assert.equal((await person.signIn()).is, 'made');
  application ??= await person.application();
}

/** By name: the status it was last said to have, and the others that it may have. */
const tokens = new Map();
const living = () => [...tokens.values()].filter((token) => token.status === 'active' || token.status === 'inactive');

/** Notes what became of a change to `status`; what isn't known any more is looked up by the gate and at the list. */
function note(token, status, { is }, figure) {
  figure[is] += 1;
  token.number += 1;
  if (is === 'made') Object.assign(token, { status, perhaps: undefined });
  if (is === 'perhaps') token.perhaps = status;
}

async function change(figure) {
  const all = living();
  const dice = Math.random();
  if (all.length < TOKENS || dice < 0.1) {
    const name = `T ${randomBytes(6).toString('hex')}`;
    const created = await person.create(application, name);
    const token = { name, number: 1, status: 'absent', ...created };
    tokens.set(name, token);
    note(token, 'active', created, figure);
    return;
  }
  const token = all[Math.floor(Math.random() * all.length)];
  const [action, status] = dice < 0.2 ? ['deletion', 'deleted'] : token.status === 'active' ? ['deactivation', 'inactive'] : ['activation', 'active'];
  // Odd while it is being changed.
  token.number += 1;
  note(token, status, await person.change(token.id, action, action === 'deletion' ? { name: token.name } : {}), figure);
}

/** Asks the gate about one token after the other, as long as it is wanted to. */
async function call(figure) {
  while (calling) {
    const token = [...tokens.values()].filter((each) => each.secret)[0 | (Math.random() * tokens.size)];
    if (!token) {
      await pause(5);
      continue;
    }
    const { number } = token;
    const expected = token.status === 'active' ? 200 : 401;
    const { status } = await gate(base, application, token.secret);
    if (number !== token.number || number % 2 === 1) continue;
    // Its change failed and so it is as it was: also at the gate.
    if (status === 503) figure.unanswered += 1;
    else assert.equal(status, expected, `${token.name} is ${token.status}, and the gate says ${status}`);
    figure.verdicts += 1;
  }
}
let calling = false;

/** What is there against what was said. */
async function check(figure) {
  const there = new Map((await person.statuses()).map((row) => [row.name, row.status]));
  for (const token of tokens.values()) {
    if (token.status === 'left alone') continue;
    const status = there.get(token.name) ?? 'absent';
    const known = token.status === 'deleted' ? 'absent' : token.status;
    const perhaps = token.perhaps === 'deleted' ? 'absent' : token.perhaps;
    assert.ok(status === known || status === perhaps, `${token.name} is ${status}, was said to be ${token.status}, and perhaps ${token.perhaps}`);
    if (status !== known) {
      figure.cameBack += 1;
      token.status = token.perhaps;
    }
    token.perhaps = undefined;
    if (token.status === 'absent' || !token.secret) tokens.delete(token.name);
    else if (token.secret) assert.equal((await gate(base, application, token.secret)).status, token.status === 'active' ? 200 : 401, token.name);
  }
  run(['audit', 'verify'], settings);
}

/** How often a token passed, as its page says. */
async function admitted(token) {
  const { status, text } = await person.get(`/integrations/tokens/${token.id}`);
  assert.equal(status, 200);
  return Number(/<strong>([\d,]+)<\/strong> admitted/.exec(text)?.[1].replace(',', '') ?? 0);
}

/** Switches a token as soon as that works again, and answers how long it took. */
async function worksAgain(figure) {
  const began = performance.now();
  const [token] = living();
  const status = token.status === 'active' ? 'inactive' : 'active';
  token.number += 1;
  await eventually(async () => {
    const done = await person.change(token.id, status === 'active' ? 'activation' : 'deactivation');
    assert.equal(done.is, 'made');
  }, 5_000);
  note(token, status, { is: 'made' }, figure);
  return performance.now() - began;
}

/** A round: begins a fault, goes on changing and asking, and ends it, with a `kill -9` before that or without. */
async function go(round, fault, figure, after, counted) {
  while (living().length < TOKENS) await change(after);
  calling = true;
  const callers = [call(figure), call(figure)];
  fault.begin(round);
  for (let n = 0; n < CHANGES; n += 1) await change(figure);
  // Pages can be looked at, and signing in is answered in words.
  for (const address of ['/integrations', '/integrations/tokens/new', '/audit']) assert.equal((await person.get(address)).status, 200, address);
  const signedIn = (await new Person(base).signIn()).is;
  if (signedIn === 'made') figure.signedIn += 1;
  const again = `Again ${figures.length}-${round}`;
  const first = await person.create(application, again);
  const { status, lines } = await ready(base);
  assert.deepEqual([status, lines[0]], [200, 'ready']);
  if (first.is !== 'made') assert.equal(lines[2], UNWRITABLE, lines.join());
  const killed = round % 3 === 2;
  if (killed) {
    calling = false;
    await Promise.all(callers);
    await kill();
    figure.kills += 1;
    fault.end();
    await begin();
    await signIn();
  } else {
    for (let n = 0; n < 5; n += 1) assert.equal((await gate(base, application, counted.secret)).status, 200);
    counted.uses += 5;
    fault.end();
    // At once, and without a restart.
    figure.slowest = Math.max(figure.slowest, await worksAgain(after));
  }
  // What was typed is sent again, and makes one token.
  const token = { ...first, name: again, number: 0, status: first.is === 'made' ? 'active' : 'absent' };
  tokens.set(again, token);
  if (first.is === 'perhaps' && killed) token.perhaps = 'active';
  else if (first.is !== 'made') {
    const second = await person.create(application, again, first.submission);
    assert.equal(second.is, 'made');
    Object.assign(token, second, { status: 'active' });
  }
  await check(figure);
  for (let n = 0; n < CHANGES; n += 1) await change(after);
  calling = false;
  await Promise.all(callers);
  await check(after);
  assert.equal((await ready(base)).lines.length, 2);
  await eventually(async () => assert.equal(await admitted(counted), counted.uses));
}

// ---- The run -----------------------------------------------------------------------------------------------------

await begin();
await signIn();
for (const [name, fault] of Object.entries(faults)) {
  const figure = { verdicts: 0, unanswered: 0, made: 0, unmade: 0, perhaps: 0, cameBack: 0, kills: 0, slowest: 0, signedIn: 0 };
  const after = { made: 0, unmade: 0, perhaps: 0, cameBack: 0 };
  figures.push(figure);
  const counted = { ...await person.create(application, `Counted ${name}`), uses: 0 };
  tokens.set(`Counted ${name}`, { name: `Counted ${name}`, number: 0, status: 'left alone' });
  for (let round = 0; round < ROUNDS; round += 1) await go(round, fault, figure, after, counted);
  assert.deepEqual([after.unmade, after.perhaps, after.cameBack], [0, 0, 0], 'what is asked for after a fault is made');
  assert.ok(figure.unmade + figure.perhaps > ROUNDS, 'hardly anything failed');
  console.log(`${name} ${ROUNDS} times: of ${ROUNDS * CHANGES} changes ${figure.made} made, ${figure.unmade} not made, ${figure.perhaps} perhaps made (${figure.cameBack} of them in force after ${figure.kills} times kill -9); ${figure.signedIn} of ${ROUNDS} could sign in`);
  console.log(`  ${figure.verdicts} verdicts right, ${figure.unanswered} requests without one; ${counted.uses} uses all counted; without a restart a change was made ${figure.slowest.toFixed(0)} ms after the fault at the latest, and ${after.made} of ${after.made} after it`);
}
await program.stop();
run(['audit', 'verify'], settings);
outputs.push(program.output());
assert.doesNotMatch(outputs.join(''), /panicked/);
await stopAll();
process.exit(0);
