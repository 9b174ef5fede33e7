// What the runs share that stop the program under writing: people who write until it is gone, and the look at what is there.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createToken, run } from '../servers.mjs';

export const EMAIL = 'ada@acme.example';
export const PASSWORD = 'quarrel lantern mosaic 19';

/** An organization with someone who may write. */
export function found(settings) {
  run(['migrate'], settings);
  run(['user', 'add', '--email', EMAIL, '--organization', 'Acme', '--role', 'administrator'], settings, PASSWORD);
}

/** What a change makes of a token; the rest of the events leave its status alone. */
const LEADS_TO = { 'token.created': 'active', 'token.activated': 'active', 'token.deactivated': 'inactive', 'token.deleted': 'deleted' };

export async function get(base, session, address) {
  const answer = await fetch(`${base}${address}`, { headers: { Cookie: session.cookie() } });
  assert.equal(answer.status, 200, address);
  return answer.text();
}

/** Creates tokens and switches them until the program is gone. Notes what was acknowledged and what was on its way. */
export async function write(base, session, application, known, figures) {
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
        assert.equal(answer.status(), 303, await answer.text());
      }
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') throw error;
      // undici's word for an answer that began and didn't come to its end.
      if (error.message === 'terminated') figures.cut += 1;
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
export async function check(base, session, known, figures) {
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
