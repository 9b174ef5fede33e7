// kill -9 at random moments while people write: every acknowledged change is there, none is there by half, and the audit log
// verifies. On both databases. See run.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createToken, eventually, latchkey, pause, person, run, stopAll, temporaryFolder } from '../servers.mjs';
import { address, schema, sql } from './postgres.mjs';

const KILLS = Number(process.env.LATCHKEY_LONG_KILLS ?? 200);
const WRITERS = 4;
const EMAIL = 'ada@acme.example';
const PASSWORD = 'quarrel lantern mosaic 19';

/** What a change makes of a token; the rest of the events leave its status alone. */
const LEADS_TO = { 'token.created': 'active', 'token.activated': 'active', 'token.deactivated': 'inactive', 'token.deleted': 'deleted' };

async function get(base, session, address) {
  const answer = await fetch(`${base}${address}`, { headers: { Cookie: session.cookie() } });
  assert.equal(answer.status, 200, address);
  return answer.text();
}

/** Creates tokens and switches them until the program is gone. Notes what was acknowledged and what was on its way. */
async function write(base, session, application, known, figures) {
  const own = [];
  for (;;) {
    const creating = own.length === 0 || Math.random() < 0.3;
    const token = creating ? { name: `T ${randomBytes(6).toString('hex')}` } : own[Math.floor(Math.random() * own.length)];
    const wanted = creating ? 'active' : token.status === 'active' ? 'inactive' : 'active';
    token.pending = wanted;
    try {
      if (creating) {
        known.set(token.name, token);
        Object.assign(token, await createToken(session.page, base, { application, name: token.name }));
        own.push(token);
      } else {
        const answer = await session.page.request.post(`${base}/integrations/tokens/${token.id}/${wanted === 'active' ? 'activation' : 'deactivation'}`, { headers: { Origin: base }, form: {} });
        assert.equal(answer.status(), 303);
      }
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') throw error;
      return;
    }
    token.status = wanted;
    token.pending = undefined;
    figures.acknowledged += 1;
  }
}

function rows(csv) {
  const [head, ...lines] = csv.trim().split('\r\n').map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head.map((name, n) => [name.replace(/^\uFEFF/, ''), cells[n]])));
}

/** What is there against what was acknowledged, and against the audit log. */
async function check(base, session, known, figures) {
  const there = new Map(rows(await get(base, session, '/integrations/export')).map((row) => [row.name, row]));
  const said = new Map();
  for (const event of JSON.parse(await get(base, session, '/audit/export?format=json')).reverse()) {
    const status = LEADS_TO[event.action];
    if (status) said.set(event.subject.name, status);
  }
  for (const [name, row] of there) {
    assert.ok(said.has(name), `${name} is there and no event tells of it`);
    assert.equal(row.status, said.get(name), `${name} is ${row.status}, and its last event says otherwise`);
    assert.ok(known.has(name), `${name} was never asked for`);
  }
  for (const name of said.keys()) assert.ok(there.has(name), `an event tells of ${name}, which is not there`);
  for (const [name, token] of known) {
    const status = there.get(name)?.status;
    if (token.status === undefined) {
      // Its creation was never acknowledged: there or not.
      if (status === undefined) known.delete(name);
      else figures.unacknowledged += 1;
    } else {
      assert.ok(status === token.status || status === token.pending, `${name} is ${status}, acknowledged as ${token.status}, then asked to be ${token.pending}`);
      if (status !== token.status) figures.unacknowledged += 1;
    }
    Object.assign(token, { status, pending: undefined });
  }
  figures.checked += known.size;
}

/** `gone` is called when the program is dead for certain. */
async function kill(database, url, gone = () => {}) {
  const settings = { LATCHKEY_DATABASE_URL: url, LATCHKEY_SECRET_KEY: 'k'.repeat(64) };
  run(['migrate'], settings);
  run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings, PASSWORD);
  const figures = { acknowledged: 0, unacknowledged: 0, checked: 0 };
  const known = new Map();
  const began = performance.now();
  for (let kills = 0; ; kills += 1) {
    const program = latchkey('serve', settings);
    const [, base] = await program.said(/Latchkey listens on (http:\S+)/);
    const session = await eventually(() => person(base, EMAIL, PASSWORD));
    await check(base, session, known, figures);
    if (kills === KILLS) {
      await program.stop();
      break;
    }
    const writing = Array.from({ length: WRITERS }, () => write(base, session, session.application, known, figures));
    await pause(20 + Math.random() * 380);
    process.kill(program.pid(), 'SIGKILL');
    await program.ended;
    await Promise.all(writing);
    gone();
    if (kills % 20 === 19) run(['audit', 'verify'], settings);
  }
  run(['audit', 'verify'], settings);
  console.log(`${database}: killed ${KILLS} times in ${((performance.now() - began) / 1_000).toFixed(0)} s; ${figures.acknowledged} acknowledged changes are there, ${figures.unacknowledged} more were made before their reply could be sent; ${known.size} tokens, none by half; the audit log verifies`);
  assert.ok(figures.acknowledged > KILLS * 2);
}

await kill('SQLite', `sqlite:${path.join(await temporaryFolder(), 'latchkey.db')}`);
const place = schema();
// The first change after each start would wait for the lease of the node that was killed; what tests/long/nodes is about.
await kill('PostgreSQL', address(place), () => sql(`DELETE FROM ${place}.nodes`));
await stopAll();
process.exit(0);
