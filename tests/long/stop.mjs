// SIGTERM under load: every acknowledged change is there, no answer is cut off, what was answered is right, and usage is what
// clients were told. On both databases. See run.
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { createToken, eventually, latchkey, pause, person, run, stopAll, temporaryFolder } from '../servers.mjs';
import { address, schema } from './postgres.mjs';
import { EMAIL, PASSWORD, check, found, get, write } from './writers.mjs';

const STOPS = Number(process.env.LATCHKEY_LONG_STOPS ?? 30);
const WRITERS = 3;
const READERS = 2;
/** By how it asks: plainly, which is answered before the framework, and with a word on the connection, which is not. */
const ASKERS = ['', '', '', 'Connection: keep-alive\r\n', 'Connection: keep-alive\r\n'];
/** Milliseconds: how long requests in flight are waited for, and some for what is written then on a busy machine. */
const LIMIT = 30_000;
const BOUND = LIMIT + 3_000;

// ---- Clients -----------------------------------------------------------------------------------------------------

/** A connection; `next()` gives the next whole answer's status, or none when it has ended, after `rest` of an answer. */
function wire(base) {
  const { hostname, port } = new URL(base);
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
  let text = '';
  let over = false;
  let wake = () => {};
  socket.setEncoding('latin1');
  socket.on('data', (data) => { text += data; wake(); });
  for (const event of ['error', 'end', 'close']) socket.on(event, () => { over = true; wake(); });
  const next = async () => {
    for (;;) {
      const head = text.indexOf('\r\n\r\n');
      if (head >= 0) {
        const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
        if (text.length >= head + 4 + length) {
          const status = Number(text.slice(9, 12));
          text = text.slice(head + 4 + length);
          return status;
        }
      }
      if (over) return undefined;
      await new Promise((resolve) => { wake = resolve; });
    }
  };
  return { socket, next, rest: () => text, over: () => over };
}

/** Asks the gate on one connection after another until nobody listens any more. */
async function ask(base, application, asker, figures) {
  const request = `GET /gate/${application}/nginx HTTP/1.1\r\nHost: a\r\nX-Original-Method: GET\r\nX-Original-URI: /applications/${application}/devices\r\nX-Real-IP: 192.0.2.1\r\nAuthorization: Bearer ${asker.secret}\r\n${asker.header}\r\n`;
  for (;;) {
    const connection = wire(base);
    let answers = 0;
    for (;;) {
      connection.socket.write(request);
      const status = await connection.next();
      if (status === undefined) break;
      assert.equal(status, 200, 'a token in force is admitted to the last');
      answers += 1;
      asker.admitted += 1;
    }
    if (connection.rest() !== '') figures.cut += 1;
    connection.socket.destroy();
    // Sent, and never answered: it may have been decided, and counted.
    asker.unanswered += 1;
    if (answers === 0) return;
  }
}

/** Reads what is long, and sent piece by piece. */
async function read(base, session, figures) {
  for (;;) {
    try {
      const answer = await fetch(`${base}/audit/export?format=json`, { headers: { Cookie: session.cookie() } });
      assert.equal(answer.status, 200);
      JSON.parse(await answer.text());
      figures.read += 1;
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') throw error;
      if (error.message === 'terminated' || error instanceof SyntaxError) figures.cut += 1;
      return;
    }
  }
}

/** Clients that hold a connection, each in another way: what they have sent when they stop. */
function slowly(base, session) {
  const form = `POST /sign-in HTTP/1.1\r\nHost: a\r\nOrigin: ${base}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=`;
  const unread = `GET /audit/export?format=json HTTP/1.1\r\nHost: a\r\nCookie: ${session.cookie()}\r\n\r\n`;
  const held = ['', 'GET /', form].map((text) => {
    const connection = wire(base);
    connection.socket.write(text);
    return connection;
  });
  const deaf = wire(base);
  deaf.socket.pause();
  // More than is kept for a connection that doesn't read.
  deaf.socket.write(unread.repeat(40));
  return [...held, deaf];
}

// ---- Runs --------------------------------------------------------------------------------------------------------

async function start(settings) {
  const program = latchkey('serve', settings);
  const [, base] = await program.said(/Latchkey listens on (http:\S+)/);
  const session = await eventually(() => person(base, EMAIL, PASSWORD));
  return { program, base, session };
}

/** Waits for its end, and gives how long that took. */
async function ended(program) {
  const began = performance.now();
  const late = setTimeout(() => process.kill(program.pid(), 'SIGKILL'), BOUND + 10_000);
  await program.ended;
  clearTimeout(late);
  return performance.now() - began;
}

/** What was counted for each asker is what it was told, but for what it asked and was not answered. */
async function compare(base, session, askers, figures) {
  for (const asker of askers) {
    const page = await get(base, session, `/integrations/tokens/${asker.id}`);
    const counted = Number((/<desc[^>]*>\s*([\d,]+) admitted and/.exec(page)?.[1] ?? '0').replaceAll(',', ''));
    const { admitted, unanswered } = asker;
    assert.ok(counted >= admitted && counted <= admitted + unanswered, `${counted} are counted, ${admitted} were admitted and ${unanswered} not answered`);
    // From here on it is what was counted.
    Object.assign(asker, { admitted: counted, unanswered: 0 });
    figures.admitted += counted - asker.before;
    figures.unanswered += counted - admitted;
    asker.before = counted;
  }
}

async function stop(database, url) {
  const settings = { LATCHKEY_DATABASE_URL: url, LATCHKEY_SECRET_KEY: 'k'.repeat(64) };
  found(settings);
  const figures = { acknowledged: 0, unacknowledged: 0, checked: 0, cut: 0, read: 0, admitted: 0, unanswered: 0 };
  const known = new Map();
  const askers = [];
  const took = [];
  for (let stops = 0; ; stops += 1) {
    // Of slow statements a busy machine has some.
    const { program, base, session } = await start({ ...settings, LATCHKEY_LOG: 'warn,sqlx=error' });
    if (stops === 0) {
      for (const header of ASKERS) {
        const name = `Asker ${askers.length}`;
        const token = await createToken(session.page, base, { application: session.application, name });
        askers.push({ ...token, header, admitted: 0, unanswered: 0, before: 0 });
        known.set(name, { status: 'active' });
      }
    }
    await check(base, session, known, figures);
    await compare(base, session, askers, figures);
    if (stops === STOPS) {
      await program.stop();
      break;
    }
    const working = [
      ...Array.from({ length: WRITERS }, () => write(base, session, session.application, known, figures)),
      ...Array.from({ length: READERS }, () => read(base, session, figures)),
      ...askers.map((asker) => ask(base, session.application, asker, figures)),
    ];
    await pause(100 + Math.random() * 700);
    process.kill(program.pid(), 'SIGTERM');
    took.push(await ended(program));
    await Promise.all(working);
    assert.equal(program.code(), 0, `exit code ${program.code()}:\n${program.output()}`);
    assert.equal(figures.cut, 0, 'an answer was cut off');
    assert.doesNotMatch(program.output(), /\b(WARN|ERROR)\b/, 'whatever went wrong is in the log');
  }
  run(['audit', 'verify'], settings);
  const worst = Math.max(...took);
  console.log(`${database}: stopped ${STOPS} times under load, in ${(worst / 1_000).toFixed(1)} s at the most; ${figures.acknowledged} acknowledged changes are there, and ${figures.unacknowledged} whose reply was never begun; no answer cut off; ${figures.admitted} admitted requests are counted, ${figures.unanswered} of them never answered; ${figures.read} exports came whole`);
  assert.ok(worst < BOUND && figures.acknowledged > STOPS * 2 && figures.admitted > STOPS * 100 && figures.read > 0);

  // Whoever is slow is waited for, and not for longer than the limit.
  let { program, base, session } = await start(settings);
  slowly(base, session);
  await pause(500);
  process.kill(program.pid(), 'SIGTERM');
  const waited = await ended(program);
  assert.equal(program.code(), 0, `exit code ${program.code()}:\n${program.output()}`);
  assert.ok(waited < BOUND, `it took ${waited} ms`);
  ({ program, base, session } = await start(settings));
  slowly(base, session);
  await pause(500);
  process.kill(program.pid(), 'SIGTERM');
  await pause(1_000);
  assert.ok(!program.isOver(), 'it waits for nobody, so nothing is shown');
  process.kill(program.pid(), 'SIGTERM');
  const hurried = await ended(program);
  assert.equal(program.code(), 143, 'ended by the second signal');
  assert.ok(hurried < 1_000, `after the second signal it took ${hurried} ms`);
  console.log(`${database}: with slow clients it took ${(waited / 1_000).toFixed(1)} s, and after a second signal ${hurried.toFixed(0)} ms`);
}

await stop('SQLite', `sqlite:${path.join(await temporaryFolder(), 'latchkey.db')}`);
await stop('PostgreSQL', address(schema()));
await stopAll();
process.exit(0);
