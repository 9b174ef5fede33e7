// The proxies, each with our example configuration, and what it takes to look at both of their sides: a caller that
// writes its request byte by byte, and a tap on the way to Latchkey that keeps the questions.
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { ROOT, answers, atEnd, freePort, pause, start, temporaryFolder } from '../servers.mjs';

const HERE = path.join(ROOT, 'tests/proxies');

/** The first of these files that there is. */
function program(...candidates) {
  return candidates.find((candidate) => existsSync(candidate));
}

function packaged(folder, file) {
  const lib = path.join(HERE, '.venv/lib');
  const versions = existsSync(lib) ? readdirSync(lib) : [];
  return versions.map((version) => path.join(lib, version, 'site-packages', folder, file));
}

const system = (name) => ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'].map((folder) => path.join(folder, name));

/**
 * Each with its files, its program, how it is started in the folder of its files, and how it says its version. `dialect`
 * is the gate's address that it asks. `keeps`: whether it gives the API the bytes of a path as they came; Traefik undoes
 * escapes that change nothing.
 */
export const PROXIES = [
  {
    name: 'nginx',
    dialect: 'nginx',
    files: ['nginx.conf'],
    program: program(...system('nginx')),
    version: ['-v'],
    args: () => [
      '-p', '.', '-e', 'error.log', '-c', 'nginx.conf', '-g',
      // The workers of a master that is root would be another user, who can't get into the folder.
      process.getuid() === 0 ? 'daemon off; master_process off;' : 'daemon off;',
    ],
  },
  {
    name: 'Traefik',
    dialect: 'forwarded',
    h2c: true,
    semicolon: '%3B',
    unavailable: 500,
    files: ['traefik.yml', 'traefik-dynamic.yml'],
    program: program(path.join(HERE, '.venv/bin/traefik'), ...system('traefik')),
    version: ['version'],
    args: () => ['--configfile=traefik.yml'],
  },
  {
    name: 'Caddy',
    dialect: 'forwarded',
    only200: true,
    byPrefix: true,
    files: ['Caddyfile'],
    program: program(...system('caddy')),
    version: ['version'],
    args: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  },
  {
    name: 'HAProxy',
    dialect: 'forwarded',
    h2c: true,
    only200: true,
    byPrefix: true,
    trailers: true,
    files: ['haproxy.cfg', 'haproxy.lua'],
    program: program(...system('haproxy')),
    version: ['-v'],
    args: () => ['-db', '-f', 'haproxy.cfg'],
  },
  {
    name: 'Envoy',
    dialect: 'envoy',
    h2c: true,
    only200: true,
    byPrefix: true,
    files: ['envoy.yaml'],
    program: program(...packaged('envoy/_bin', 'envoy'), ...system('envoy')),
    version: ['--version'],
    // Several of them may run here; a restart that hands over would make them one.
    args: () => ['-c', 'envoy.yaml', '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning'],
  },
];

/** Starts a proxy with its example between callers and an API; `latchkey` is Latchkey's host:port. */
export async function startProxy(proxy, { latchkey, application, api }) {
  const folder = await temporaryFolder();
  const [[latchkeyHost, latchkeyPort], [upstreamHost, upstreamPort]] = [latchkey.split(':'), api.host.split(':')];
  for (let attempt = 0; ; attempt += 1) {
    const port = await freePort();
    const filled = {
      LISTEN: port, APPLICATION: application,
      LATCHKEY: latchkey, LATCHKEY_HOST: latchkeyHost, LATCHKEY_PORT: latchkeyPort,
      UPSTREAM: api.host, UPSTREAM_HOST: upstreamHost, UPSTREAM_PORT: upstreamPort,
    };
    for (const file of proxy.files) {
      const text = await readFile(path.join(HERE, file), 'utf8');
      await writeFile(path.join(folder, file), text.replace(/@([A-Z_]+)@/g, (whole, name) => filled[name] ?? whole));
    }
    const running = start(proxy.program, proxy.args(), {
      // Caddy looks for a place of its own.
      cwd: folder, env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    // Traefik opens its port before it has read its routes, and says 404 until then.
    for (const end = Date.now() + 20_000; !running.isOver() && !(await answers(port) && await ready(port)); await pause(20)) {
      if (Date.now() > end) throw new Error(`${proxy.name} does not get ready:\n${running.output()}`);
    }
    if (!running.isOver()) {
      return {
        port,
        output: running.output,
        stop: running.stop,
        ask: (method, url, headers, options) => ask(port, method, url, headers, options),
        raw: (text, options) => raw(port, text, options),
      };
    }
    // Someone may have taken the port meanwhile.
    if (attempt === 2) throw new Error(`${proxy.name} ended:\n${running.output()}`);
  }
}

/** nginx with our example configuration; `ask` sends a request to the API behind it. */
export function nginx({ base, application, api }) {
  const [proxy] = PROXIES;
  return startProxy({ ...proxy, program: proxy.program ?? 'nginx' }, { latchkey: new URL(base).host, application, api });
}

async function ready(port) {
  const answer = await ask(port, 'GET', '/').catch(() => null);
  return answer !== null && answer.status !== 404;
}

/** Sends a request as an ordinary client does. `options`: `body`, `from` (the caller's address), `agent`. */
export function ask(port, method, url, headers = {}, { body, from, agent = false } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent, localAddress: from }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const { statusCode: status, headers: got, rawHeaders } = response;
        resolve({ status, headers: got, rawHeaders, body: Buffer.concat(chunks).toString('latin1') });
      });
    });
    request.on('error', reject).setTimeout(60_000, () => request.destroy(new Error(`no answer to ${method} ${url}`)));
    request.end(body);
  });
}

/**
 * Writes these bytes and answers with all that comes until the proxy closes or has nothing to say for a while, and the
 * status of each answer in it. `then` is written after the first answer, `later` a while
 * after the rest.
 */
export function raw(port, text, { from, patience = 700, then, later } = {}) {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: from });
    const done = () => {
      socket.destroy();
      resolve({ text: got, statuses: [...got.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status)) });
    };
    socket.setEncoding('latin1').setTimeout(patience, done);
    socket.once('data', () => { if (then) socket.write(Buffer.from(then, 'latin1')); });
    socket.on('data', (chunk) => {
      got += chunk;
      if (isLast(got)) done();
    }).on('end', done).on('close', done);
    socket.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? done() : reject(error)));
    socket.write(Buffer.from(text, 'latin1'));
    if (later) setTimeout(() => socket.write(later), 200);
  });
}

/** Whether this is a whole answer after which the connection is closed, which Envoy leaves to the caller for a second. */
function isLast(text) {
  const end = text.lastIndexOf('\r\n\r\n');
  const head = text.slice(text.lastIndexOf('HTTP/1.', end), end);
  const length = /^content-length: *(\d+)/im.exec(head);
  return /^connection: *close/im.test(head) && length !== null && text.length >= end + 4 + Number(length[1]);
}

/**
 * A way to Latchkey that keeps what is asked on it: `questions` holds the method, target and headers of each request. It can
 * be closed, as if nobody listened there, be made to answer by itself, with this text or (empty) not at all, and be opened
 * again at the same port.
 */
export async function tap(latchkey) {
  const [host, port] = latchkey.split(':');
  const questions = [];
  const sockets = new Set();
  let own = null;
  let server;
  const listen = (at) => new Promise((resolve, reject) => {
    server = net.createServer((near) => {
      keep(near);
      if (own !== null) {
        near.on('data', () => { if (own) near.end(own); });
        return;
      }
      const far = keep(net.connect(port, host));
      near.on('close', () => far.destroy()).pipe(far);
      far.on('close', () => near.destroy()).pipe(near);
      // A question has no body: what follows its head is the next one.
      let head = '';
      near.on('data', (chunk) => {
        head += chunk.toString('latin1');
        for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
          questions.push(question(head.slice(0, end)));
          head = head.slice(end + 4);
        }
      });
    }).on('error', reject).listen(at, '127.0.0.1', resolve);
  });
  const keep = (socket) => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    for (const socket of sockets) socket.destroy();
  });
  await listen(0);
  const at = server.address().port;
  atEnd(close);
  return { host: `127.0.0.1:${at}`, questions, close, open: () => listen(at), answerBy: (text) => { own = text; } };
}

function question(head) {
  const [line, ...fields] = head.split('\r\n');
  const [method, ...target] = line.split(' ');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  });
  return {
    method,
    target: target.slice(0, -1).join(' '),
    headers,
    all: (name) => headers.filter(([key]) => key === name).map(([, value]) => value),
  };
}
