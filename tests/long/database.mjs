// A PostgreSQL server that is restarted, gone, unreachable and replaced by its standby, with two nodes on it: nothing that
// was acknowledged is missing, nobody is admitted on doubt, and all of it works again without a restart. See run.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { eventually, freePort, latchkey, pause, run, stopAll, temporaryFolder } from '../servers.mjs';
import { way } from './postgres.mjs';
import { EMAIL, PASSWORD, Person, at, gate, ready } from './portal.mjs';

/** Seconds that the server is gone for. */
const GONE = Number(process.env.LATCHKEY_LONG_GONE ?? 60);
const NODES = 2;
const TOKENS = 6;
/** Milliseconds that an answer may take while the server says nothing: for a connection, and for a statement on it. */
const ANSWERED = 5_000 + 15_000 + 5_000;
/** And until everything works after it is back: what was under way may hold its locks until its own end. */
const BACK = 30_000;

// ---- Servers of our own ------------------------------------------------------------------------------------------

const BIN = (() => {
  const versions = '/usr/lib/postgresql';
  const [latest] = readdirSync(versions).sort((a, b) => b - a);
  return path.join(versions, latest, 'bin');
})();
const [user, group] = ['-u', '-g'].map((of) => Number(spawnSync('id', [of, 'postgres'], { encoding: 'utf8' }).stdout));
const as = process.getuid() === 0 ? { uid: user, gid: group } : {};
const folder = await temporaryFolder();
if (as.uid) chownSync(folder, user, group);

function command(name, ...args) {
  const { status, stdout, stderr } = spawnSync(path.join(BIN, name), args, { encoding: 'utf8', cwd: folder, ...as });
  assert.equal(status, 0, `${name} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout.trim();
}

class Server {
  constructor(name, port) {
    Object.assign(this, { name, port, data: path.join(folder, name) });
  }

  async start(more = {}) {
    const options = { ...more, fsync: 'off', listen_addresses: '127.0.0.1', port: this.port, unix_socket_directories: folder, hot_standby: 'on', max_connections: 100 };
    const args = Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    this.process = spawn(path.join(BIN, 'postgres'), ['-D', this.data, ...args], { cwd: folder, stdio: 'ignore', ...as });
    this.ended = new Promise((resolve) => { this.process.on('exit', resolve); });
    await eventually(() => this.sql('SELECT 1'), 30_000);
  }

  /** SIGINT is a fast shutdown, SIGQUIT an immediate one, SIGKILL is not heard. */
  async stop(signal = 'SIGINT') {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(signal);
    await this.ended;
  }

  sql(statement) {
    return command('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', `postgres://postgres@127.0.0.1:${this.port}/postgres`, '-c', statement);
  }
}

const servers = [];
// Also after a failure, and before their folder is removed.
process.prependListener('exit', () => {
  for (const { process: postgres, data } of servers) {
    if (postgres && postgres.exitCode === null && postgres.signalCode === null) spawnSync(path.join(BIN, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], { cwd: folder, ...as });
  }
});
async function server(name) {
  const made = new Server(name, await freePort());
  servers.push(made);
  return made;
}

let primary = await server('first');
command('initdb', '-D', primary.data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8');
await primary.start();

// ---- Nodes and whoever uses them ---------------------------------------------------------------------------------

const key = randomBytes(48).toString('hex');
const settings = (port) => ({ LATCHKEY_DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres`, LATCHKEY_SECRET_KEY: key, LATCHKEY_LOG: 'info' });
run(['migrate'], settings(primary.port));
run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings(primary.port), PASSWORD);

class Node {
  constructor(number, route) {
    Object.assign(this, { number, route });
  }

  async start() {
    this.program = latchkey('serve', settings(this.route.port));
    [, this.base] = await this.program.said(/Latchkey listens on (http:\S+)/);
    this.person = new Person(this.base);
    assert.equal((await this.person.signIn()).is, 'made');
    await this.program.said(/this node answers from memory/);
  }
}

const nodes = [];
for (let number = 0; number < NODES; number += 1) nodes.push(new Node(number, await way(primary.port)));
for (const node of nodes) await node.start();
const application = await nodes[0].person.application();
const any = (list) => list[Math.floor(Math.random() * list.length)];

const tokens = [];
for (let n = 0; n < TOKENS; n += 1) {
  const name = `Switched ${n}`;
  tokens.push({ name, ...await nodes[0].person.create(application, name), status: 'active', number: 0 });
}
const acknowledged = new Set(tokens.map((token) => token.name));

let figure;
let over = false;
/** The phase allows that acknowledged changes are lost: an asynchronous standby has taken over. */
let lossy = false;

/** Switches a token over and over. Its number is odd while that is being done, or not known to have been. */
async function change(token) {
  while (!over) {
    const wanted = token.status === 'active' ? 'inactive' : 'active';
    token.number += 1;
    for (;;) {
      const began = performance.now();
      const done = await any(nodes).person.change(token.id, wanted === 'active' ? 'activation' : 'deactivation');
      figure.took.push(performance.now() - began);
      figure[done.is] += 1;
      if (done.is === 'made') break;
      // Made, and known everywhere when the leases are over.
      if (done.is === 'unsettled') await pause(3_500);
      if (done.is === 'unsettled') break;
      await pause(200);
    }
    figure.lastMade = performance.now();
    figure.backAfter ??= figure.backAt === undefined ? undefined : figure.lastMade - figure.backAt;
    token.status = wanted;
    token.number += 1;
    await pause(50);
  }
}

/** Creates tokens, of which each that is acknowledged must be there at the end. */
async function create() {
  for (let n = 0; !over; n += 1) {
    const name = `Created ${figures.length}-${n}`;
    const done = await any(nodes).person.create(application, name);
    if (done.is === 'made' || done.is === 'unsettled') acknowledged.add(name);
    await pause(200);
  }
}

/** Asks one node about one token after the other. */
async function call(node) {
  while (!over) {
    const token = any(tokens);
    const { number, status } = token;
    const answer = await gate(node.base, application, token.secret);
    figure.gateTook.push(answer.took);
    const certain = number % 2 === 0 && token.number === number && !lossy;
    if (answer.status === 503) {
      figure.doubt += 1;
      assert.equal(answer.retry, '1');
      await pause(100);
    } else if (certain) {
      assert.equal(answer.status, status === 'active' ? 200 : 401, `node ${node.number}, ${token.name}, which is ${status}: ${answer.status}`);
      figure.verdicts += 1;
    }
    await pause(2);
  }
}

/** What /health/ready says, and whether that is so. */
async function look(node) {
  while (!over) {
    const { status, lines } = await ready(node.base);
    figure.ready[status] = (figure.ready[status] ?? 0) + 1;
    if (status !== 200) assert.deepEqual([status, lines], [503, ["not ready: the database can't be asked"]]);
    if (figure.gone && performance.now() - figure.gone > 1_000) figure.readyWhileGone += status === 200 ? 1 : 0;
    await pause(500);
  }
}

const figures = [];

/** Breaks something with everybody at work, and says how it went. `breaks` says when the server is back. */
async function phase(what, breaks, { canLose = false } = {}) {
  figure = { took: [], gateTook: [], made: 0, unmade: 0, perhaps: 0, unsettled: 0, doubt: 0, verdicts: 0, ready: {}, readyWhileGone: 0 };
  figures.push(figure);
  over = false;
  const work = [...tokens.map(change), create(), ...nodes.flatMap((node) => [call(node), call(node), look(node)])];
  const all = Promise.all(work.map((each) => each.catch((error) => { over = true; throw error; })));
  const broken = (async () => {
    await pause(3_000);
    const before = figure.made;
    assert.ok(before > 0, 'nothing was changed before');
    await breaks();
    figure.backAt = performance.now();
    figure.gone = undefined;
    // Every node is ready, answers from memory, and changes are made.
    await eventually(async () => {
      for (const node of nodes) {
        const { status, lines } = await ready(node.base);
        assert.deepEqual([status, lines[1]], [200, 'the gate answers from memory'], `node ${node.number}: ${lines.join(', ')}`);
      }
    }, BACK);
    figure.remembersAfter = performance.now() - figure.backAt;
    await eventually(() => assert.ok(figure.backAfter !== undefined), BACK);
    await pause(3_000);
    over = true;
  })();
  await Promise.all([all, broken.catch((error) => { over = true; throw error; })]);
  const there = new Map((await nodes[0].person.statuses()).map((row) => [row.name, row.status]));
  const missing = [...acknowledged].filter((name) => !there.has(name));
  const turned = tokens.filter((token) => there.get(token.name) !== token.status);
  if (!canLose) assert.deepEqual([missing, turned.map((token) => token.name)], [[], []], 'acknowledged, and not there');
  for (const name of missing) acknowledged.delete(name);
  for (const node of nodes) {
    assert.ok(!node.program.isOver(), `node ${node.number} is gone`);
    assert.doesNotMatch(node.program.output(), /panicked/);
    for (const token of tokens) {
      const { status } = await gate(node.base, application, token.secret);
      assert.equal(status, there.get(token.name) === 'active' ? 200 : 401, `node ${node.number}, ${token.name}`);
    }
  }
  for (const token of tokens) token.status = there.get(token.name);
  run(['audit', 'verify'], settings(primary.port));
  assert.equal(figure.readyWhileGone, 0, 'a node said that it was ready while the server was gone');
  const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
  const longest = at(figure.gateTook, 1);
  assert.ok(longest < ANSWERED && at(figure.took, 1) < ANSWERED + 20_000, `the gate took ${seconds(longest)}, a change ${seconds(at(figure.took, 1))}`);
  console.log(`${what}: a change was made ${seconds(figure.backAfter)} after the server was back, every node answered from memory ${seconds(figure.remembersAfter)} after it`);
  console.log(`  changes: ${figure.made} made, ${figure.unmade} not made, ${figure.perhaps} perhaps made, ${figure.unsettled} made and not known everywhere, p50 ${seconds(at(figure.took, 0.5))}, longest ${seconds(at(figure.took, 1))}; ${missing.length + turned.length} acknowledged are missing`);
  console.log(`  gate: ${figure.verdicts} verdicts right, ${figure.doubt} times 503, longest ${seconds(longest)}; ready: ${Object.entries(figure.ready).map(([status, count]) => `${count} times ${status}`).join(', ')}`);
}

// ---- The run -----------------------------------------------------------------------------------------------------

async function restart(signal) {
  await primary.stop(signal);
  await primary.start();
}

await phase('restarted (fast)', () => restart('SIGINT'));
await phase('restarted (immediate)', () => restart('SIGQUIT'));
await phase(`gone for ${GONE} s`, async () => {
  figure.gone = performance.now();
  await primary.stop('SIGINT');
  await pause(GONE * 1_000);
  figure.gone = undefined;
  await primary.start();
});
await phase(`packets swallowed for ${GONE} s, on all ways`, async () => {
  figure.gone = performance.now();
  for (const node of nodes) node.route.swallow(true);
  await pause(GONE * 1_000);
  figure.gone = undefined;
  for (const node of nodes) node.route.swallow(false);
});
await phase(`packets swallowed for ${GONE} s, and the connections forgotten`, async () => {
  figure.gone = performance.now();
  for (const node of nodes) node.route.forget();
  await pause(GONE * 1_000);
  figure.gone = undefined;
  for (const node of nodes) node.route.swallow(false);
});

/** A standby that is behind by nothing, if the primary waits for it. */
async function standby(name, synchronous) {
  const made = await server(name);
  command('pg_basebackup', '-D', made.data, '-R', '-X', 'stream', '-c', 'fast', '-d', `postgres://postgres@127.0.0.1:${primary.port}/postgres`);
  made.link = await way(primary.port);
  await made.start({ primary_conninfo: `host=127.0.0.1 port=${made.link.port} user=postgres application_name=${name}` });
  await eventually(() => assert.equal(primary.sql('SELECT state FROM pg_stat_replication'), 'streaming'));
  if (synchronous) {
    primary.sql(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
    primary.sql('SELECT pg_reload_conf()');
    await eventually(() => assert.equal(primary.sql('SELECT sync_state FROM pg_stat_replication'), 'sync'));
  }
  return made;
}

/** The primary dies, the ways lead to the standby, and that is promoted a while later. */
async function failOver(next) {
  figure.gone = performance.now();
  await primary.stop('SIGKILL');
  for (const node of nodes) node.route.leadTo(next.port);
  await pause(5_000);
  figure.gone = undefined;
  next.sql('SELECT pg_promote()');
  await eventually(() => assert.equal(next.sql('SELECT pg_is_in_recovery()'), 'f'), 30_000);
  primary = next;
}

const second = await standby('second', true);
await phase('failed over to a synchronous standby', () => failOver(second));
const third = await standby('third', false);
await phase('failed over to an asynchronous standby that was 3 s behind', async () => {
  third.link.swallow(true);
  await pause(3_000);
  lossy = true;
  await primary.stop('SIGKILL');
  third.link.cut();
  await failOver(third);
}, { canLose: true });
for (const node of nodes) await node.program.stop();
await stopAll();
process.exit(0);
