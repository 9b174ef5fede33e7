// A schema of its own on the PostgreSQL that is there, and a way to it that can be cut.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { atEnd } from '../servers.mjs';

const SERVER = new URL(process.env.LATCHKEY_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres');

/** Runs a statement, and gives what it prints. */
export function sql(statement) {
  const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', SERVER.href, '-c', statement],
    { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${statement}: ${stderr}`);
  return stdout.trim();
}

/** A new schema, dropped at the end. */
export function schema() {
  const name = `long_${randomBytes(6).toString('hex')}`;
  sql(`CREATE SCHEMA ${name}`);
  atEnd(async () => { sql(`DROP SCHEMA ${name} CASCADE`); });
  return name;
}

/** The address of a schema, by `port` if that is a way to the server. */
export function address(name, port = SERVER.port || 5432) {
  const url = new URL(SERVER);
  url.port = port;
  url.searchParams.set('options[search_path]', name);
  return url.href;
}

/**
 * A way to the server, or to another one here: `swallow(true)` lets nothing through any more without a word, `cut()` breaks
 * every connection, `forget()` swallows and never lets those through again that there are, and `leadTo(port)` cuts and leads
 * to another server.
 */
export async function way(to = Number(SERVER.port || 5432)) {
  const [pairs, forgotten] = [new Set(), new Set()];
  let swallowing = false;
  const server = net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ port: to, host: SERVER.hostname, noDelay: true });
    const pair = [near, far];
    pairs.add(pair);
    const end = () => { near.destroy(); far.destroy(); pairs.delete(pair); forgotten.delete(pair); };
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (bytes) => to.write(bytes)).on('error', end).on('close', end);
    }
    if (swallowing) for (const socket of pair) socket.pause();
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const cut = (all = pairs) => { for (const [near, far] of all) { near.destroy(); far.destroy(); } };
  atEnd(async () => { cut(); cut(forgotten); server.close(); });
  const swallow = (on) => {
    swallowing = on;
    for (const pair of pairs) for (const socket of pair) { if (on) socket.pause(); else socket.resume(); }
  };
  const forget = () => {
    swallow(true);
    for (const pair of pairs) forgotten.add(pair);
    pairs.clear();
  };
  const leadTo = (port) => { to = port; cut(); };
  return { port: server.address().port, cut: () => cut(), swallow, forget, leadTo };
}
