// kill -9 at random moments while people write: every acknowledged change is there, none is there by half, and the audit log
// verifies. On both databases. See run.
import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually, latchkey, pause, person, run, stopAll, temporaryFolder } from '../servers.mjs';
import { address, schema, sql } from './postgres.mjs';
import { EMAIL, PASSWORD, check, found, write } from './writers.mjs';

const KILLS = Number(process.env.LATCHKEY_LONG_KILLS ?? 200);
const WRITERS = 4;

/** `gone` is called when the program is dead for certain. */
async function kill(database, url, gone = () => {}) {
  const settings = { LATCHKEY_DATABASE_URL: url, LATCHKEY_SECRET_KEY: 'k'.repeat(64) };
  found(settings);
  const figures = { acknowledged: 0, unacknowledged: 0, checked: 0, cut: 0 };
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
