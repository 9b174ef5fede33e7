// Three nodes on one PostgreSQL database, which are stopped, cut off and killed while tokens are switched: no request that
// begins after a change's reply gets the old answer. See run.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createToken, eventually, latchkey, pause, person, run, stopAll } from '../servers.mjs';
import { address, schema, sql, way } from './postgres.mjs';

const CHANGES = Number(process.env.LATCHKEY_LONG_CHANGES ?? 10_000);
const NODES = 3;
const CHANGERS = 6;
const CALLERS_PER_NODE = 2;
/** Milliseconds: the lease, what a change waits for a node before it revokes that, and some for a busy machine. */
const LEASE = 3_000;
const BOUND = LEASE + 500 + 1_500;
const EMAIL = 'ada@acme.example';
const PASSWORD = 'quarrel lantern mosaic 19';

const place = schema();
const key = randomBytes(48).toString('hex');
const settings = (port) => ({
  LATCHKEY_DATABASE_URL: address(place, port), LATCHKEY_SECRET_KEY: key, LATCHKEY_LOG: 'info',
});

// ---- Nodes -------------------------------------------------------------------------------------------------------

class Node {
  constructor(number, route) {
    Object.assign(this, { number, route, disturbed: false, quietSince: 0 });
  }

  async start() {
    this.program = latchkey('serve', settings(this.route.port));
    const [, base] = await this.program.said(/Latchkey listens on (http:\S+)/);
    this.base = base;
    await this.remembers();
    this.quietSince = performance.now();
  }

  /** How often it has said that it answers from memory. */
  joined() {
    return this.program.output().split('this node answers from memory').length - 1;
  }

  async remembers(times = 1) {
    await eventually(async () => assert.ok(this.joined() >= times, `node ${this.number} has not joined:\n${this.program.output().slice(-2_000)}`), 30_000);
  }

  async signIn() {
    this.page = (await eventually(() => person(this.base, EMAIL, PASSWORD), 30_000)).page;
  }

  signal(name) {
    process.kill(this.program.pid(), name);
  }

  /** The gate's answer to a token's request. */
  async ask(token) {
    const answer = await fetch(`${this.base}/gate/${application}/nginx`, {
      headers: { 'X-Original-Method': 'GET', 'X-Original-URI': `/applications/${application}/devices`, 'X-Real-IP': '192.0.2.1', Authorization: `Bearer ${token.secret}` },
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Switches a token; whether that was acknowledged. */
  async switch(token, on) {
    const answer = await this.page.request.post(`${this.base}/integrations/tokens/${token.id}/${on ? 'activation' : 'deactivation'}`, { headers: { Origin: this.base }, form: {} });
    return answer.status() === 303;
  }
}

const nodes = [];
for (let number = 0; number < NODES; number += 1) nodes.push(new Node(number, await way()));
run(['migrate'], settings());
run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings(), PASSWORD);
const application = sql(`SELECT id FROM ${place}.applications`);
await nodes[0].start();
await nodes[0].signIn();
const alone = await waitsOf(200);
await Promise.all(nodes.slice(1).map((node) => node.start()));
for (const node of nodes.slice(1)) await node.signIn();
const together = await waitsOf(200);

/** What so many changes wait at the first node, one after the other and with nothing else to do. */
async function waitsOf(changes) {
  const token = await createToken(nodes[0].page, nodes[0].base, { application });
  const waited = [];
  for (let n = 0; n < changes; n += 1) {
    const began = performance.now();
    assert.ok(await nodes[0].switch(token, n % 2 === 1));
    waited.push(performance.now() - began);
  }
  return waited;
}

// ---- What is expected of each token ------------------------------------------------------------------------------

const figures = { changes: 0, repeated: 0, after: 0, bystanders: 0, unanswered: 0, stopped: 0, swallowed: 0, cut: 0, killed: 0, late: 0 };
const waits = { quiet: [], disturbed: [] };
let over = false;

const inUse = () => nodes.filter((node) => !node.disturbed);
const any = (list) => list[Math.floor(Math.random() * list.length)];

/** A request's answer, or nothing where its node was gone. */
async function asked(node, token) {
  try {
    const status = await node.ask(token);
    // The database could not be asked: no verdict, and never an admission.
    return status === 500 || status === 503 ? null : status;
  } catch {
    return null;
  }
}

function expect(node, token, status, when) {
  const expected = token.on ? 200 : 401;
  if (status === null) figures.unanswered += 1;
  else assert.equal(status, expected, `node ${node.number}, ${token.name}: ${status} ${when}, which began after the reply that it is ${token.on ? 'on' : 'off'}`);
  return status !== null;
}

/** Switches one token over and over. The number of a token is odd while it is being switched. */
async function change(token) {
  while (figures.changes < CHANGES) {
    const wanted = !token.on;
    token.number += 1;
    let node = any(inUse()) ?? any(nodes);
    const began = performance.now();
    for (;;) {
      if (await node.switch(token, wanted).catch(() => false)) break;
      // Whether it was done isn't known: once more elsewhere, until someone says yes.
      figures.repeated += 1;
      await pause(300);
      node = any(inUse()) ?? any(nodes);
    }
    const took = performance.now() - began;
    const quiet = nodes.every((each) => !each.disturbed && began - each.quietSince > BOUND);
    (quiet ? waits.quiet : waits.disturbed).push(took);
    token.on = wanted;
    token.number += 1;
    figures.changes += 1;
    const number = token.number;
    await Promise.all(inUse().map(async (each) => {
      const status = await asked(each, token);
      assert.equal(token.number, number);
      if (expect(each, token, status, 'right after a change')) figures.after += 1;
    }));
  }
}

/** Asks one node about one token after the other. */
async function call(node) {
  while (!over) {
    const token = any(tokens);
    const number = token.number;
    const status = await asked(node, token);
    if (number % 2 === 0 && token.number === number && expect(node, token, status, 'of a bystander')) figures.bystanders += 1;
    if (status === null) await pause(50);
  }
}

// ---- What happens to the nodes -----------------------------------------------------------------------------------

/**
 * Stops a node, or lets the network swallow what it says, while a token that it remembers is switched off elsewhere: what
 * was asked of it after the reply must be refused, whenever it answers.
 */
async function silence(node, begin, end) {
  const token = await createToken(any(nodes.filter((each) => each !== node)).page, nodes.find((each) => each !== node && !each.disturbed).base, { application });
  assert.equal(await node.ask(token), 200);
  begin();
  const began = performance.now();
  const other = any(inUse());
  const switched = await other.switch(token, false);
  const took = performance.now() - began;
  if (switched) assert.ok(took < BOUND + 2_000, `a change waited ${took} ms for a silent node`);
  const late = asked(node, { ...token, name: 'silent' });
  await pause(Math.random() * 2_000);
  end();
  const status = await late;
  if (switched && status !== null) {
    assert.equal(status, 401, `node ${node.number} answered ${status} after a change that it had not heard of`);
    figures.late += 1;
  }
}

const disturbances = [
  async (node) => {
    figures.stopped += 1;
    await silence(node, () => node.signal('SIGSTOP'), () => node.signal('SIGCONT'));
  },
  async (node) => {
    figures.swallowed += 1;
    await silence(node, () => node.route.swallow(true), () => { node.route.swallow(false); node.route.cut(); });
  },
  async (node) => {
    figures.cut += 1;
    for (let n = 0; n < 5; n += 1) {
      node.route.cut();
      await pause(Math.random() * 400);
    }
  },
  async (node) => {
    figures.killed += 1;
    node.signal('SIGKILL');
    await node.program.ended;
    await node.start();
    await node.signIn();
  },
];

async function disturb() {
  for (let turn = 0; !over; turn += 1) {
    await pause(BOUND + 500 + Math.random() * 1_000);
    if (over) return;
    const node = any(nodes);
    const joined = node.joined();
    node.disturbed = true;
    await disturbances[turn % disturbances.length](node);
    // A short silence is over before anyone has given up on it.
    await pause(1_500);
    if (node.program.output().split('answers nothing from memory').length - 1 >= node.joined()) await node.remembers(joined + 1);
    node.quietSince = performance.now();
    node.disturbed = false;
  }
}

// ---- The run -----------------------------------------------------------------------------------------------------

const tokens = [];
for (let n = 0; n < CHANGERS; n += 1) {
  const token = await createToken(nodes[0].page, nodes[0].base, { application, name: `Switched ${n}` });
  tokens.push({ ...token, name: `Switched ${n}`, on: true, number: 0 });
}
const began = performance.now();
const calling = nodes.flatMap((node) => Array.from({ length: CALLERS_PER_NODE }, () => call(node)));
const disturbing = disturb();
const all = Promise.all(tokens.map(change)).then(() => { over = true; });
await Promise.all([all, ...calling, disturbing].map((work) => work.catch((error) => { over = true; throw error; })));

const at = (list, part) => (list.length === 0 ? NaN : [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))]).toFixed(1);
console.log(`${figures.changes} changes in ${((performance.now() - began) / 1_000).toFixed(0)} s on ${NODES} nodes, ${figures.repeated} of them tried again`);
console.log(`nodes were stopped ${figures.stopped} times, their packets swallowed ${figures.swallowed}, their connections cut ${figures.cut}, killed ${figures.killed}`);
console.log(`answers checked: ${figures.after} right after a reply, ${figures.bystanders} of bystanders, ${figures.late} of nodes that had been silent; ${figures.unanswered} requests had no verdict`);
console.log(`a change by itself: with one node p50 ${at(alone, 0.5)}, p99 ${at(alone, 0.99)} ms; with ${NODES} p50 ${at(together, 0.5)}, p99 ${at(together, 0.99)} ms`);
console.log(`under load a change waits, with all nodes well: p50 ${at(waits.quiet, 0.5)}, p99 ${at(waits.quiet, 0.99)} ms (${waits.quiet.length}); with one disturbed: p50 ${at(waits.disturbed, 0.5)}, p99 ${at(waits.disturbed, 0.99)}, longest ${at(waits.disturbed, 1)} ms (${waits.disturbed.length})`);
assert.ok(figures.changes >= CHANGES && figures.after > CHANGES && figures.late > 0);
await stopAll();
process.exit(0);
