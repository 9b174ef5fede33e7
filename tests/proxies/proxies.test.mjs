// The gate behind each of the proxies, with the examples beside this file: the same behaviour is asked of all of them.
// Callers come from 127.0.0.2 unless a test says otherwise; the proxies ask and pass on from 127.0.0.1.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import http2 from 'node:http2';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  answers, createToken, eventually, freePort, latchkey, pause, person, run, send, stopAll, temporaryFolder, upstream,
} from '../servers.mjs';
import { PROXIES, ask, startProxy, tap } from './kit.mjs';

const CALLER = '127.0.0.2';
const BEARER = 'Bearer realm="latchkey"';
const IDENTITY = [
  'x-latchkey-token-id', 'x-latchkey-token-name', 'x-latchkey-owner', 'x-latchkey-application-id',
  'x-latchkey-organization-id', 'x-latchkey-scope', 'x-latchkey-expires-at',
];
const PASSWORD = 'orbit-candle-mosaic-19';

// ---- Latchkey and its tokens -------------------------------------------------------------------------------------

/** Latchkey with two organizations, each with an application; `restart` brings it back at the same address. */
async function installation() {
  const folder = await temporaryFolder();
  const settings = {
    LATCHKEY_DATABASE_URL: `sqlite:${path.join(folder, 'latchkey.db')}`,
    LATCHKEY_TRUSTED_PROXIES: '127.0.0.1',
    LATCHKEY_GATE_ANY: 'true',
  };
  for (const [organization, email] of [['Wattle & Däumling', 'noor@example.com'], ['Acme', 'mika@example.com']]) {
    const args = ['user', 'add', '--email', email, '--organization', organization, '--role', 'administrator'];
    run(args, settings, PASSWORD);
  }
  const port = await freePort();
  const begin = async () => {
    const program = latchkey('serve', { ...settings, LATCHKEY_LISTEN: `127.0.0.1:${port}` });
    await eventually(async () => {
      assert.ok(!program.isOver(), program.output());
      assert.ok(await answers(port));
    });
    return program;
  };
  let program = await begin();
  const base = `http://127.0.0.1:${port}`;
  const [ours, theirs] = [await person(base, 'noor@example.com', PASSWORD), await person(base, 'mika@example.com', PASSWORD)];
  return {
    base,
    host: `127.0.0.1:${port}`,
    ours,
    theirs,
    stop: () => program.stop(),
    restart: async () => { program = await begin(); },
  };
}

const NAMES = {
  all: { name: 'Zähler export & ✓' },
  endless: { expiry: 'never' },
  devices: { permissions: 'custom', action: 'devices.get' },
  reading: { permissions: 'read' },
  inactive: {},
  there: { networks: CALLER },
  elsewhere: { networks: '203.0.113.7' },
  proxyOnly: { networks: '127.0.0.1' },
};

let server;
const tokens = {};

before(async () => {
  server = await installation();
  const { base, ours, theirs } = server;
  for (const [name, fields] of Object.entries(NAMES)) {
    tokens[name] = await createToken(ours.page, base, { application: ours.application, ...fields });
  }
  await send(ours.page, base, `/integrations/tokens/${tokens.inactive.id}/deactivation`, {});
  tokens.theirs = await createToken(theirs.page, base, { application: theirs.application });
});
after(stopAll);

function bearer(token, headers = {}) {
  return { Authorization: `Bearer ${token.secret}`, ...headers };
}

// ---- What is looked at -------------------------------------------------------------------------------------------

/** A header's name as an API with variables sees it: case, and every other character than a letter or digit, are gone. */
function folded(name) {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-');
}

/** The values under a name, however it is written. */
function valuesOf({ rawHeaders }, name) {
  const values = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (folded(rawHeaders[i]) === name) values.push(rawHeaders[i + 1]);
  }
  return values;
}

/** What the API was given is the identity that the gate said; an empty one may be left out. */
function checkIdentity(request, gateSaid) {
  for (const name of IDENTITY) {
    const values = valuesOf(request, name);
    if (gateSaid[name] === '') assert.ok(values.length <= 1 && values.every((value) => value === ''), `${name}: ${values}`);
    else assert.deepEqual(values, [gateSaid[name]], name);
  }
  assert.deepEqual(valuesOf(request, 'authorization'), []);
}

/** What a question to the gate was about. */
function judged(proxy, application, question) {
  const { method, target, all } = question;
  if (proxy.dialect === 'envoy') {
    const prefix = `/gate/${application}/envoy`;
    assert.ok(target.startsWith(prefix), target);
    return { method, url: target.slice(prefix.length) };
  }
  assert.equal(target.split('?')[0], `/gate/${application}/${proxy.dialect}`);
  const names = { nginx: ['x-original-method', 'x-original-uri'], forwarded: ['x-forwarded-method', 'x-forwarded-uri'] };
  const [[asked, ...more], [url, ...others]] = names[proxy.dialect].map(all);
  assert.deepEqual([more, others], [[], []], 'said once');
  return { method: asked, url };
}

function checkUnavailable(proxy, { status, headers }) {
  assert.equal(status, proxy.unavailable ?? 503, proxy.name);
  if (status === 503) assert.equal(headers['retry-after'], '1', proxy.name);
}

/** The status of an answer over HTTP/2, on a connection of its own; none if the proxy breaks it off. */
function overHttp2(port, headers, body) {
  return new Promise((resolve) => {
    let status;
    const session = http2.connect(`http://127.0.0.1:${port}`, { localAddress: CALLER });
    const done = () => {
      session.destroy();
      resolve(status);
    };
    session.on('error', done).on('goaway', done).on('close', done).setTimeout(2_000, done);
    const stream = session.request(headers, { endStream: body === undefined });
    stream.on('response', (got) => { status = got[':status']; }).on('error', done).on('close', done).resume();
    if (body !== undefined) stream.end(body);
  });
}

// ---- The proxies -------------------------------------------------------------------------------------------------

const running = [];

function behaviours(proxy) {
  let api;
  let way;
  let gate;
  let application;
  let url;
  const begin = (of) => startProxy(proxy, { latchkey: way.host, application: of, api });
  /** Asks, and takes what came of it: the answer, what the API got and what the gate was asked. */
  const exchange = async (method, target, headers, options) => {
    api.requests.length = 0;
    way.questions.length = 0;
    const answer = await gate.ask(method, target, headers, { from: CALLER, ...options });
    return { answer, requests: api.requests.slice(), questions: way.questions.slice() };
  };
  const passes = async (method, target, headers, options) => {
    const all = await exchange(method, target, headers, options);
    const { answer, requests } = all;
    assert.ok([200, 204].includes(answer.status), `${method} ${target}: ${answer.status}\n${gate.output()}`);
    assert.equal(requests.length, 1);
    return { ...all, request: requests[0] };
  };
  const refused = async (status, challenge, method, target, headers, options) => {
    const { answer, requests } = await exchange(method, target, headers, options);
    assert.equal(answer.status, status, `${method} ${target}`);
    assert.equal(answer.headers['www-authenticate'], challenge);
    assert.match(answer.headers['x-latchkey-decision-id'] ?? '', /^\S+$/);
    assert.deepEqual(requests, [], 'the API was asked');
    return answer;
  };
  const gateSays = async (token, target = url) => {
    const asked = { 'X-Original-Method': 'GET', 'X-Original-URI': target };
    const address = `${server.base}/gate/${application}/nginx`;
    const answer = await fetch(address, { headers: bearer(token, asked) });
    assert.equal(answer.status, 200);
    return Object.fromEntries(IDENTITY.map((name) => [name, answer.headers.get(name)]));
  };

  before(async () => {
    api = await upstream();
    way = await tap(server.host);
    application = server.ours.application;
    url = `/applications/${application}/devices`;
    gate = await begin(application);
    running.push({ proxy, gate, api, url });
  });

  test('a request that may pass reaches the API as it was sent, with the identity and without the secret', async () => {
    const said = await gateSays(tokens.all);
    assert.equal(said['x-latchkey-token-name'], 'Z%C3%A4hler%20export%20%26%20%E2%9C%93');
    const semicolon = proxy.semicolon ?? ';';
    const target = `${url}/caf%C3%A9%20%5B1%5D?x=%2F..%2F&y=a+b&%61=~'()*${semicolon}z=//../`;
    const body = JSON.stringify({ from: 'the caller' });
    const headers = bearer(tokens.all, {
      'X-Other': 'kept', Cookie: 'a=b', Host: 'api.example', 'User-Agent': 'an export/1.0', 'X-Forwarded-Proto': 'https',
    });
    const { request, questions } = await passes('PATCH', target.replace(semicolon, ';'), headers, { body });
    assert.deepEqual([request.method, request.url, request.body.toString()], ['PATCH', target, body]);
    assert.deepEqual([request.headers['x-other'], request.headers.cookie], ['kept', 'a=b']);
    assert.equal(request.headers.host, 'api.example');
    checkIdentity(request, said);
    assert.deepEqual(valuesOf(request, 'x-forwarded-for'), [CALLER]);
    assert.deepEqual(valuesOf(request, 'x-forwarded-proto'), ['http']);
    assert.doesNotMatch(request.rawHeaders.join(), /x-envoy/i);
    // One question, about just this, with neither body nor cookie.
    assert.equal(questions.length, 1);
    assert.deepEqual(questions[0].all('cookie'), []);
    assert.equal(questions[0].all('user-agent').join(), 'an export/1.0');
    assert.deepEqual(questions[0].all('x-forwarded-for'), [CALLER]);
    assert.deepEqual(judged(proxy, application, questions[0]), { method: 'PATCH', url: target });
    // As the password of Basic, too; and a client without a name is not given the proxy's.
    const basic = `Basic ${Buffer.from(`x:${tokens.all.secret}`).toString('base64')}`;
    const again = await passes('GET', url, { Authorization: basic });
    checkIdentity(again.request, said);
    assert.equal(again.questions[0].all('user-agent').join(), '');
    // What would be a variable in a configuration is none in a request.
    const variables = `${url}?{http.request.header.Authorization}{env.HOME}$http_authorization%[req.hdr(authorization)]%REQ(authorization)%`;
    const literal = await passes('GET', variables, bearer(tokens.devices, { 'X-Other': variables }));
    assert.deepEqual([literal.request.url, literal.request.headers['x-other']], [variables, variables]);
    assert.deepEqual(judged(proxy, application, literal.questions[0]), { method: 'GET', url: variables });
  });

  test('an identity that a caller makes up does not reach the API', async () => {
    const forms = [
      (name) => name, (name) => name.toUpperCase(), (name) => name.replaceAll('-', '_'), (name) => name.replace('y-', 'y_'),
      (name) => name.replaceAll('-', '.'), (name) => name.replace('x-', 'X.'),
    ];
    for (const token of ['all', 'endless']) {
      const said = await gateSays(tokens[token]);
      assert.equal(said['x-latchkey-expires-at'] === '', token === 'endless');
      for (const form of forms) {
        const names = proxy.byPrefix ? [...IDENTITY, 'x-latchkey-another'] : IDENTITY;
        const lines = names.flatMap((name) => Array(2).fill(`${form(name)}: Mallory`));
        api.requests.length = 0;
        const { statuses } = await gate.raw([
          `GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens[token].secret}`, ...lines, 'Connection: close', '', '',
        ].join('\r\n'));
        assert.deepEqual([statuses, api.requests.length], [[200], 1], lines[0]);
        checkIdentity(api.requests[0], said);
        assert.doesNotMatch(String(api.requests[0].rawHeaders), /Mallory/);
      }
      // Written so that not everybody sees a header in it, or behind the body.
      const [name] = IDENTITY.slice(2);
      for (const lines of [
        [`${name} : Mallory`], [`${name}\t: Mallory`], [` ${name}: Mallory`], [`\t${name}: Mallory`], [`:${name}: Mallory`],
        [`X: y\r\n ${name}: Mallory`], [`X: y\n${name}: Mallory`], [`X: y\r${name}: Mallory`], [`X: y\0\r\n${name}: Mallory`],
        [`${name}\0: Mallory`], [`${name}\xa0: Mallory`], [`${name}`, ': Mallory'],
        ['Transfer-Encoding: chunked', `Trailer: ${name}`, 'TE: trailers', '', '1\r\nx\r\n0', `${name}: Mallory`],
      ]) {
        api.requests.length = 0;
        const { statuses } = await gate.raw([
          `POST ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens[token].secret}`, 'Connection: close', ...lines, '', '',
        ].join('\r\n'), { patience: 300 });
        for (const one of api.requests) {
          assert.ok(one.method, one.raw);
          checkIdentity(one, said);
          if (!proxy.trailers) assert.deepEqual(one.rawTrailers ?? [], [], `${JSON.stringify(lines)}: ${statuses}`);
        }
      }
      // Nor does a caller take one away by naming it as one that is for the next hop only.
      for (const names of [IDENTITY.join(', '), `close, ${IDENTITY.join(',')}`]) {
        api.requests.length = 0;
        const { statuses } = await gate.raw([
          `GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens[token].secret}`, `Connection: ${names}`,
          'Connection: close', '', '',
        ].join('\r\n'));
        assert.deepEqual([statuses, api.requests.length], [[200], 1]);
        checkIdentity(api.requests[0], said);
        assert.doesNotMatch(valuesOf(api.requests[0], 'connection').join(), /latchkey/i);
      }
    }
  });

  test('a refusal reaches the caller with its challenge and decision id, and the API is not asked', async () => {
    const invalid = `${BEARER}, error="invalid_token"`;
    const wrong = { secret: `${tokens.all.secret.slice(0, -1)}${tokens.all.secret.endsWith('0') ? '1' : '0'}` };
    await refused(401, BEARER, 'GET', url);
    await refused(401, BEARER, 'GET', url, { Authorization: '' });
    await refused(401, invalid, 'GET', url, bearer(wrong));
    await refused(401, invalid, 'GET', url, bearer(tokens.inactive));
    await refused(401, invalid, 'POST', url, bearer(tokens.inactive), { body: 'x'.repeat(1_000) });
    await refused(403, `${BEARER}, error="insufficient_scope"`, 'DELETE', url, bearer(tokens.devices));
    await refused(403, `${BEARER}, error="insufficient_scope"`, 'POST', url, bearer(tokens.reading), { body: '{}' });
    await refused(403, `${BEARER}, error="insufficient_scope"`, 'GET', '/unknown', bearer(tokens.reading));
    const first = await refused(403, BEARER, 'GET', `${url}/../events`, bearer(tokens.all));
    const second = await refused(403, BEARER, 'GET', `${url}/../events`, bearer(tokens.all));
    assert.notEqual(first.headers['x-latchkey-decision-id'], second.headers['x-latchkey-decision-id']);
    // Two credentials are none.
    api.requests.length = 0;
    const { statuses } = await gate.raw([
      `GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens.all.secret}`,
      `Authorization: Bearer ${tokens.all.secret}`, 'Connection: close', '', '',
    ].join('\r\n'));
    assert.equal(statuses.length, 1);
    assert.ok([400, 401].includes(statuses[0]), String(statuses));
    assert.equal(api.requests.length, 0);
  });

  /**
   * Sends these bytes with a token that may do nothing but GET on `url`; whatever reaches the API is just that, and what
   * the gate was asked about.
   */
  const attack = async (text, options) => {
    api.requests.length = 0;
    way.questions.length = 0;
    const { statuses } = await gate.raw(text, { from: CALLER, ...options });
    const what = `${JSON.stringify(text.slice(0, 400))} was answered ${statuses}`;
    const questions = way.questions.map((question) => judged(proxy, application, question));
    for (const request of api.requests) {
      const { method, url: got } = request;
      assert.ok(method, `${what}; the API got ${request.raw}`);
      assert.ok(questions.some((one) => one.method === method && one.url === got), `${what}; not judged: ${method} ${got}`);
      assert.ok(['GET', 'HEAD'].includes(method), `${what}; the API got ${method}`);
      assert.equal(decodeURIComponent(got.split('?')[0]), url, `${what}; the API got ${got}`);
      assert.deepEqual(valuesOf(request, 'x-latchkey-scope'), ['devices.get']);
    }
    // Go answers `OPTIONS *` itself.
    assert.ok(api.requests.length <= statuses.filter((status) => status === 200).length, what);
    return { statuses, requests: api.requests.slice() };
  };
  const request = (line, ...headers) => [
    line, 'Host: x', `Authorization: Bearer ${tokens.devices.secret}`, ...headers, 'Connection: close', '', '',
  ].join('\r\n');

  test('a caller does not choose by headers what is judged or served', async () => {
    const other = `/applications/${application}/events`;
    const hints = {
      'X-Original-URI': other, 'X-Original-URL': other, 'X-Original-Method': 'DELETE', 'X-Original-Host': 'h.example',
      'X-Rewrite-URL': other, 'X-Rewrite-URI': other, 'X-Forwarded-Uri': other, 'X-Forwarded-Method': 'DELETE',
      'X-Forwarded-Path': other, 'X-Forwarded-Prefix': other, 'X-Forwarded-Host': 'h.example', 'X-Forwarded-Port': '54321',
      'X-Forwarded-Server': 'h.example', 'X-Envoy-Original-Path': other, 'X-Envoy-Original-Method': 'DELETE',
      Forwarded: 'host=h.example',
    };
    const writings = [
      (name) => name, (name) => name.toLowerCase(), (name) => name.replaceAll('-', '_'), (name) => name.replaceAll('-', '.'),
    ];
    for (const [name, value] of Object.entries(hints)) {
      for (const writing of writings) {
        const line = `${writing(name)}: ${value}`;
        const { statuses, requests } = await attack(request(`GET ${url} HTTP/1.1`, line, line));
        assert.deepEqual(statuses, [200], line);
        const values = requests[0].rawHeaders.filter((_, i) => i % 2 === 1);
        assert.ok(!values.some((one) => one.includes(value)), `${line} got through: ${requests[0].rawHeaders}`);
        // The other way round: what may not be asked for is not made so.
        const allowed = { [other]: url, DELETE: 'GET' }[value] ?? value;
        const backwards = await attack(request(`POST ${other} HTTP/1.1`, `${writing(name)}: ${allowed}`, 'Content-Length: 0'));
        assert.deepEqual(backwards.statuses, [403], line);
      }
    }
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'x-http-method-OVERRIDE']) {
      assert.deepEqual((await attack(request(`GET ${url} HTTP/1.1`, `${name}: DELETE`))).statuses, [403], name);
    }
    // Headers that are to be gone before the question: it would be asked about something else or by somebody else.
    const asked = 'X-Forwarded-Uri, X-Forwarded-Method, X-Original-URI, X-Original-Method';
    for (const names of [asked, 'Authorization', 'X-HTTP-Method-Override']) {
      await attack(request(`GET ${url} HTTP/1.1`, `Connection: ${names}`, 'X-HTTP-Method-Override: DELETE'));
      await attack(request(`GET ${other} HTTP/1.1`, `Connection: ${names}`, `X-Forwarded-Uri: ${url}`, `X-Original-URI: ${url}`));
    }
  });

  test('nor by how the request is written', async () => {
    const events = `/applications/${application}/events`;
    const targets = [
      // Dot segments, slashes and their escapes.
      `${url}/../events`, `${url}/./`, `${url}/..`, `${url}/%2e%2e/events`, `${url}/%2E%2e/events`, `${url}/.%2e/events`,
      `${url}/%2e./events`, `${url}/..%2fevents`, `${url}%2f..%2fevents`, `${url}%2F..%2Fevents`, `${url}/..%5cevents`,
      `${url}/..\\events`, `${url}\\..\\events`, `${url}/%252e%252e/events`, `${url}/%25%32%65%25%32%65/events`,
      `/${url}`, `//x.example${url}`, `/applications//${application}/devices`, `${url}//`, `/.${url}`, `/x/..${url}`,
      `/applications/${application}/x/../devices`, `${events}/../devices`,
      // Parameters, fragments, and what else ends a path for somebody.
      `${url};/../events`, `${url};x=1`, `${url}/..;/events`, `${url}%3b/../events`, `${url}%3f/../events`, `${url}%23/../events`,
      `${url}#/../events`, `${url}?/../events`, `${url}?#`, `${url}%00`, `${url}%00/../events`,
      `${url}%0d%0aX-Original-URI:%20${events}`,
      `${url}%20/../events`, `${url}%09`, `${url}%`, `${url}%2`, `${url}%zz`, `${url}%u002e`, `${url}/%c0%ae%c0%ae/events`,
      `${url}/\x80`, `${url}/\xc0\xae\xc0\xae/events`, `${url}\x0b`, `${url}\t/x`, `${url} /x`, `${url} HTTP/1.1 ${events}`,
      // Another spelling of the same.
      `/applications/${application}/%64evices`, url.toUpperCase(), `${url}/`,
      // With an origin of its own, or no path.
      `http://x${url}`, `http://x.example${url}`, `http://x.example${events}`, `HTTP://X${url}/../events`, `https://x${url}`,
      `http://x@y${url}`, `http://x/..${url}`, `http://x?${url}`, `http://x`, `http:${url}`, `file://${url}`, `*`, `x.example:80`,
      url.slice(1), `?${url}`, `#${url}`, `.${url}`, `@x${url}`, `:80${url}`, '',
      // The gate's own addresses.
      ...['nginx', 'forwarded', `envoy${url}`].flatMap((dialect) => [application, server.theirs.application, 'any']
        .flatMap((of) => [`x:http://x/gate/${of}/${dialect}`, `x:/gate/${of}/${dialect}`, `x:gate/${of}/${dialect}`])),
      `/gate/${application}/envoy${url}`, `/gate/${application}/envoy/../../${application}/nginx`, `/../nginx`, `/..%2fnginx`,
      `/../../any/envoy${url}`, `/../../${server.theirs.application}/envoy${url}`, `/../../../health/live`, `/%2e%2e/nginx`,
      `/..;/nginx`, `/./nginx`, `//nginx`, `/\\..\\nginx`, `/gate/any/forwarded`, `/_latchkey`, `/x/../_latchkey`,
    ];
    for (const target of targets) await attack(request(`GET ${target} HTTP/1.1`));
    // The plain one passes, so that the above is not refused for another reason.
    assert.deepEqual((await attack(request(`GET ${url}?q=1 HTTP/1.1`))).statuses, [200]);
    assert.deepEqual((await attack(request(`HEAD ${url} HTTP/1.1`))).statuses, [200]);
    for (const method of ['get', 'GeT', 'DELETE', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'X-GET', 'GET\x0b',
      'GET,', 'PRI']) {
      await attack(request(`${method} ${url} HTTP/1.1`));
    }
    await attack(request('CONNECT x.example:80 HTTP/1.1'));
    await attack(request('OPTIONS * HTTP/1.1'));
    // Without a version, with another one, without a Host, with two, with a path in it.
    await attack(`GET ${url}\r\n\r\n`);
    const authorized = `Authorization: Bearer ${tokens.devices.secret}`;
    for (const [version, ...hosts] of [['1.0'], ['1.0', 'x'], ['1.1'], ['1.1', 'x', 'y'], ['1.1', `x${events}?`], ['1.1', 'x/..'],
      ['1.1', 'x, y'], ['1.1', '@'], ['2.0', 'x'], ['3', 'x']]) {
      const named = hosts.map((host) => `Host: ${host}`);
      await attack([`GET ${url} HTTP/${version}`, ...named, authorized, 'Connection: close', '', ''].join('\r\n'));
    }
  });

  test('nor hides a request in another', async () => {
    const hidden = request(`DELETE ${url}/1 HTTP/1.1`);
    const chunk = `0\r\n\r\n${hidden}`;
    const length = (text) => `Content-Length: ${text.length}`;
    for (const headers of [
      // A body is a body, whatever it looks like.
      [length(hidden)],
      [length(hidden), length(hidden)],
      ['Content-Length: 0', length(hidden)],
      [`Content-Length: ${hidden.length}, 0`],
      ['Content-Length: +0'], ['Content-Length: 0x0'], ['Content-Length : 0'], ['Content-Length:\v0'],
      [length(chunk), 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: chunked', length(chunk)],
      ...[' chunked', '\tchunked', 'xchunked', 'chunked, identity', 'identity', '"chunked"', 'chunked;q=1', '\vchunked', 'Chunked',
        'gzip, chunked']
        .map((coding) => [length(chunk), `Transfer-Encoding:${coding}`]),
      [length(chunk), 'Transfer-Encoding : chunked'],
      [length(chunk), 'Transfer_Encoding: chunked'],
      [length(chunk), 'X: y\r\n Transfer-Encoding: chunked'],
      [length(chunk), 'X: y\nTransfer-Encoding: chunked'],
      [length(chunk), 'X: y\rTransfer-Encoding: chunked'],
      [length(chunk), 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
      [length(hidden), 'Expect: 100-continue'],
    ]) {
      const body = headers.join().toLowerCase().includes('transfer') ? chunk : hidden;
      for (const connection of ['keep-alive', 'close']) {
        const text = [`GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens.devices.secret}`, ...headers,
          `Connection: ${connection}`, '', body].join('\r\n');
        await attack(text, { patience: 250 });
      }
    }
    // Another protocol on the same connection would carry requests that nobody judges.
    for (const upgrade of ['h2c', 'HTTP/2.0', 'h2c, websocket', 'websocket, h2c', 'TLS/1.0', 'anything', 'h2c\r\nUpgrade: websocket',
      'websocket\r\nUpgrade: h2c', 'websocket\r\nupgrade: h2c\r\nUPGRADE: websocket']) {
      api.requests.length = 0;
      const { statuses } = await gate.raw([
        `GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${tokens.devices.secret}`, `Upgrade: ${upgrade}`,
        'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA', '', '',
      ].join('\r\n'), { from: CALLER, patience: 250 });
      for (const one of api.requests) {
        assert.match(valuesOf(one, 'upgrade').join(), /^(websocket)?$/, `${upgrade}: ${statuses}`);
      }
    }
  });

  test('the address that counts is the caller\'s own, whatever it says about it', async () => {
    await passes('GET', url, bearer(tokens.there));
    await refused(403, BEARER, 'GET', url, bearer(tokens.there), { from: '127.0.0.3' });
    await refused(403, BEARER, 'GET', url, bearer(tokens.elsewhere));
    await passes('GET', url, bearer(tokens.proxyOnly), { from: '127.0.0.1' });
    for (const forged of ['203.0.113.7', '203.0.113.7, 127.0.0.1', '127.0.0.1, 203.0.113.7', '127.0.0.1', ', ', 'unknown']) {
      const headers = {
        'X-Forwarded-For': forged, 'x_forwarded_for': forged, 'X-Real-IP': forged, Forwarded: `for=${forged}`,
        'X-Envoy-External-Address': forged, 'True-Client-IP': forged, 'X-Client-IP': forged,
      };
      for (const from of [CALLER, '127.0.0.1']) await refused(403, BEARER, 'GET', url, bearer(tokens.elsewhere, headers), { from });
      await refused(403, BEARER, 'GET', url, bearer(tokens.proxyOnly, headers));
      const { request: got } = await passes('GET', url, bearer(tokens.there, headers));
      assert.deepEqual(valuesOf(got, 'x-forwarded-for'), [CALLER]);
      for (const name of ['x-real-ip', 'forwarded']) assert.ok(!valuesOf(got, name).join().includes('203.0.113.7'), name);
      // Nor by taking the proxy's word for it out of the question; Envoy refuses such a request altogether.
      const without = { ...headers, Connection: 'close, X-Forwarded-For, Forwarded, X-Real-IP' };
      for (const token of ['elsewhere', 'proxyOnly']) {
        const { answer, requests } = await exchange('GET', url, bearer(tokens[token], without));
        assert.ok([400, 403].includes(answer.status), `${token}: ${answer.status}`);
        assert.deepEqual(requests, []);
      }
      const { requests } = await exchange('GET', url, bearer(tokens.there, without));
      for (const one of requests) assert.deepEqual(valuesOf(one, 'x-forwarded-for'), [CALLER]);
    }
  });

  // The others need TLS for it.
  if (proxy.h2c) {
    test('HTTP/2 makes no difference', async () => {
      const said = await gateSays(tokens.devices);
      api.requests.length = 0;
      const plain = await overHttp2(gate.port, { ':path': `${url}?x=%2F`, ...bearer(tokens.devices), 'x-latchkey-owner': 'Mallory' });
      assert.deepEqual([plain, api.requests.length], [200, 1]);
      assert.equal(api.requests[0].url, `${url}?x=%2F`);
      checkIdentity(api.requests[0], said);
      const odd = [
        ...[`${url}/../events`, `${url}/%2e%2e/events`, `/${url}`, url.slice(1), '*', '', `http://x${url}`, `x:${url}`, `${url}#/..`,
          `http://x/gate/any/envoy${url}`, `x:http://x/gate/any/envoy${url}`, `${url} HTTP/1.1`, `${url}\\..`, `${url};/..`]
          .map((target) => ({ ':path': target })),
        ...['get', 'DELETE', 'OPTIONS', 'TRACE', 'GET /x'].map((method) => ({ ':method': method })),
        ...['x/../y', `x${url}/1?`, 'x\\y', ''].map((authority) => ({ ':authority': authority })),
        { ':scheme': 'x' }, { ':scheme': 'http://x/y?' }, { 'x-http-method-override': 'DELETE' }, { host: 'x/..' },
        { ':method': 'CONNECT', ':authority': 'x:80', ':path': undefined, ':scheme': undefined },
      ];
      api.requests.length = 0;
      way.questions.length = 0;
      // At once, because Envoy takes a second to close the connection of a malformed one.
      await Promise.all(odd.map((headers) => overHttp2(gate.port, { ':path': url, ...bearer(tokens.devices), ...headers })));
      const questions = way.questions.map((question) => judged(proxy, application, question));
      for (const one of api.requests) {
        const what = `the API got ${one.method} ${one.url} ${one.raw}`;
        assert.ok(['GET', 'HEAD'].includes(one.method) && decodeURIComponent(one.url.split('?')[0]) === url, what);
        assert.ok(questions.some((asked) => asked.method === one.method && asked.url === one.url), what);
        assert.deepEqual(valuesOf(one, 'x-latchkey-scope'), ['devices.get']);
      }
      // A body can come without being announced.
      const asking = { ':method': 'OPTIONS', ':path': url, origin: 'https://app.example', 'access-control-request-method': 'GET' };
      for (const body of [undefined, 'x=1&y=2']) {
        api.requests.length = 0;
        const status = await overHttp2(gate.port, { ...asking, cookie: 'a=b' }, body);
        if (body === undefined) assert.deepEqual([status, api.requests.length], [200, 1]);
        for (const one of api.requests) assert.deepEqual([one.body.toString(), one.headers.cookie], ['', undefined]);
      }
    });
  }

  test('a CORS preflight is let past without a credential, and only that', async () => {
    const asking = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'DELETE' };
    const target = `${url}/1?x=%2F`;
    const mine = {
      ...Object.fromEntries(IDENTITY.map((name) => [name, 'Mallory'])), X_Latchkey_Owner: 'Mallory', Cookie: 'a=b',
      'X-HTTP-Method-Override': 'DELETE', 'X-HTTP-Method': 'DELETE', 'X-Method-Override': 'DELETE', 'X-Original-URI': '/',
      'X-Forwarded-For': '203.0.113.7', Upgrade: 'h2c',
    };
    const asked = { ...asking, Host: 'api.example', 'Access-Control-Request-Headers': 'authorization, x-other' };
    const { request: got, questions } = await passes('OPTIONS', target, { ...asked, ...mine });
    assert.deepEqual([got.method, got.url, questions], ['OPTIONS', target, []]);
    for (const [name, value] of Object.entries(asked)) assert.equal(got.headers[name.toLowerCase()], value);
    assert.deepEqual(valuesOf(got, 'x-forwarded-for'), [CALLER]);
    assert.ok(valuesOf(got, 'x-forwarded-host').every((value) => value === 'api.example'));
    for (const name of [...IDENTITY, 'cookie', 'x-http-method-override', 'x-http-method', 'x-method-override',
      'x-original-uri', 'upgrade']) {
      assert.deepEqual(valuesOf(got, name), [], name);
    }
    await passes('OPTIONS', url, asking);
    // Anything that isn't one is judged.
    for (const [method, headers] of [
      ['OPTIONS', {}],
      ['OPTIONS', { Origin: asking.Origin }],
      ['OPTIONS', { 'Access-Control-Request-Method': 'DELETE' }],
      ...['GET', 'HEAD', 'POST', 'DELETE', 'PUT'].map((other) => [other, asking]),
    ]) {
      await refused(401, BEARER, method, url, headers);
    }
    await refused(401, BEARER, 'OPTIONS', url, { ...asking, Authorization: 'Basic' });
    await refused(401, `${BEARER}, error="invalid_token"`, 'OPTIONS', url, bearer(tokens.inactive, asking));
    // One for no path of the API's is none of the API's business.
    for (const target of ['*', 'x.example:80', 'x:80', `x:http://x${url}`, 'x', '', '?x']) {
      api.requests.length = 0;
      await gate.raw([
        `OPTIONS ${target} HTTP/1.1`, 'Host: x', 'Origin: https://app.example', 'Access-Control-Request-Method: DELETE',
        'Connection: close', '', '',
      ].join('\r\n'), { patience: 300 });
      for (const one of api.requests) assert.match(one.url ?? `no HTTP: ${one.raw}`, /^\//, target);
    }
    // No credential gets past unjudged, not even an empty one, and neither does a body.
    const body = 'x=1&y=2&z';
    for (const [line, now, later] of [
      ['Authorization:', ''], ['authorization: ', ''],
      [`Content-Length: ${body.length}`, body], [`Content-Length: ${body.length}`, '', body],
      ['Transfer-Encoding: chunked', `9\r\n${body}\r\n0\r\n\r\n`], ['Transfer-Encoding: chunked', '', `9\r\n${body}\r\n0\r\n\r\n`],
    ]) {
      api.requests.length = 0;
      await gate.raw([
        `OPTIONS ${url} HTTP/1.1`, 'Host: x', 'Origin: https://app.example', 'Access-Control-Request-Method: DELETE',
        'Connection: close', line, '', now,
      ].join('\r\n'), { patience: 500, later });
      for (const one of api.requests) {
        assert.equal(one.method, 'OPTIONS');
        assert.equal(String(one.body ?? ''), '', line);
        assert.deepEqual(valuesOf(one, 'authorization'), [], line);
      }
    }
  });

  test('HEAD, a body of 100 KB, an answer without content and a WebSocket pass', async () => {
    const head = await passes('HEAD', url, bearer(tokens.devices));
    assert.deepEqual([head.request.method, head.answer.body], ['HEAD', '']);
    checkIdentity(head.request, await gateSays(tokens.devices));
    const body = 'latchkey '.repeat(12_000);
    const posted = await passes('POST', url, bearer(tokens.all, { 'Content-Type': 'text/plain' }), { body });
    assert.equal(posted.request.body.toString(), body);
    assert.equal(posted.request.headers['content-type'], 'text/plain');
    assert.equal(posted.answer.body, '{"from":"the API"}');
    const chunked = await passes('POST', url, bearer(tokens.all, { 'Transfer-Encoding': 'chunked' }), { body });
    assert.equal(chunked.request.body.toString(), body);
    const deleted = await passes('DELETE', `${url}/1`, bearer(tokens.all));
    assert.deepEqual([deleted.answer.status, deleted.answer.body], [204, '']);
    // What the API answers is no business of the gate's.
    assert.equal((await exchange('GET', `${url}?status=500`, bearer(tokens.all))).answer.status, 500);
    assert.equal((await exchange('GET', `${url}?status=401`, bearer(tokens.all))).answer.status, 401);

    const hello = 'this is no frame, but nobody between looks into it';
    const opening = (token) => [
      `GET ${url} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token.secret}`, 'Upgrade: websocket',
      `Connection: keep-alive, Upgrade, ${IDENTITY.join(', ')}`,
      'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: bGF0Y2hrZXkgbGF0Y2hrZQ==', `X-Latchkey-Owner: Mallory`, '', '',
    ].join('\r\n');
    api.requests.length = 0;
    way.questions.length = 0;
    const opened = await gate.raw(opening(tokens.devices), { from: CALLER, patience: 500, then: hello });
    assert.deepEqual(opened.statuses, [101], opened.text);
    assert.ok(opened.text.endsWith(hello), opened.text);
    assert.deepEqual(way.questions[0].all('upgrade'), []);
    assert.match(valuesOf(api.requests[0], 'connection').join(), /^upgrade$/i);
    checkIdentity(api.requests[0], await gateSays(tokens.devices));
    api.requests.length = 0;
    const closed = await gate.raw(opening(tokens.inactive), { from: CALLER, patience: 500, then: hello });
    assert.equal(closed.statuses[0], 401);
    assert.deepEqual(api.requests, []);
  });

  test('each request on a connection is judged by its own token', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const said = { all: await gateSays(tokens.all), endless: await gateSays(tokens.endless) };
      for (const name of ['all', 'endless', 'inactive', 'all', null, 'endless', 'devices', 'all']) {
        const { answer, requests } = await exchange('GET', `${url}?n=1`, name ? bearer(tokens[name]) : {}, { agent });
        const expected = { inactive: 401, null: 401 }[name] ?? 200;
        assert.equal(answer.status, expected, name);
        if (said[name]) checkIdentity(requests[0], said[name]);
      }
      // Switched off and on: from the very next request on.
      const { ours: { page }, base } = server;
      const fresh = await createToken(page, base, { application });
      for (const step of [null, 'deactivation', 'activation', 'deactivation']) {
        if (step) await send(page, base, `/integrations/tokens/${fresh.id}/${step}`, {});
        const { answer } = await exchange('GET', url, bearer(fresh), { agent });
        assert.equal(answer.status, step === 'deactivation' ? 401 : 200, step);
      }
    } finally {
      agent.destroy();
    }
  });

  test('one application\'s token is no good at another', async () => {
    await refused(403, BEARER, 'GET', url, bearer(tokens.theirs));
    await refused(403, BEARER, 'GET', `/applications/${server.theirs.application}/devices`, bearer(tokens.theirs));
    await refused(403, BEARER, 'GET', `/applications/${server.theirs.application}/devices`, bearer(tokens.all));
    // One API for everybody: the application is the token's own.
    const specific = gate;
    gate = await begin('any');
    try {
      const theirUrl = `/applications/${server.theirs.application}/devices`;
      const { request: ours } = await passes('GET', url, bearer(tokens.all));
      assert.deepEqual(valuesOf(ours, 'x-latchkey-application-id'), [application]);
      const { request: theirs } = await passes('GET', theirUrl, bearer(tokens.theirs));
      assert.deepEqual(valuesOf(theirs, 'x-latchkey-application-id'), [server.theirs.application]);
      await refused(403, BEARER, 'GET', theirUrl, bearer(tokens.all));
      await refused(403, BEARER, 'GET', url, bearer(tokens.theirs));
      await refused(401, BEARER, 'GET', url);
    } finally {
      await gate.stop();
      gate = specific;
    }
  });

  test('while nobody answers for Latchkey nobody passes, and afterwards all is well', async () => {
    const asking = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' };
    await passes('GET', url, bearer(tokens.all));
    await way.close();
    const gone = await exchange('GET', url, bearer(tokens.all));
    checkUnavailable(proxy, gone.answer);
    assert.deepEqual(gone.requests, []);
    checkUnavailable(proxy, (await exchange('POST', url, bearer(tokens.all), { body: 'x'.repeat(100_000) })).answer);
    await passes('OPTIONS', url, asking);
    way.answerBy('');
    await way.open();
    // Traefik's patience can't be set, and is 30 seconds.
    const silent = await exchange('GET', url, bearer(tokens.all));
    checkUnavailable(proxy, silent.answer);
    assert.deepEqual(silent.requests, []);
    // Somebody else answers, or Latchkey at a wrong address. Nothing but 200 is meant to be a yes, and more than 2xx is none.
    const odd = ['301 x', '307 x', '400 x', '404 x', '418 x', '500 x', '503 x', '999 x', ...(proxy.only200 ? ['201 x', '204 x'] : [])];
    for (const text of [...odd.map((status) => `HTTP/1.1 ${status}`), 'HTTP/1.1 200', '220 ready', 'x'.repeat(100_000)]) {
      const location = `Location: http://${api.host}/\r\n`;
      way.answerBy(text === 'HTTP/1.1 200' ? text : `${text}\r\n${location}Content-Length: 0\r\nConnection: close\r\n\r\n`);
      const { answer, requests } = await exchange('GET', url, bearer(tokens.all));
      assert.deepEqual(requests, [], `${text.slice(0, 40)} was answered ${answer.status}`);
      assert.notEqual(answer.status, 200, text.slice(0, 40));
    }
    way.answerBy(null);
    await way.close();
    await way.open();
    await passes('GET', url, bearer(tokens.all));
    await refused(401, BEARER, 'GET', url);
  });
}

describe('the proxies', { concurrency: true }, () => {
  for (const proxy of PROXIES) {
    if (!proxy.program) {
      test(proxy.name, { skip: 'no binary' }, () => {});
      continue;
    }
    const { stdout, stderr } = spawnSync(proxy.program, proxy.version, { encoding: 'utf8' });
    const version = /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0];
    describe(`${proxy.name} ${version}`, { concurrency: false }, () => behaviours(proxy));
  }
});

test('stopped, Latchkey lets nobody past any of them; started, they go on', async () => {
  await server.stop();
  for (const { proxy, gate, api, url } of running) {
    api.requests.length = 0;
    checkUnavailable(proxy, await gate.ask('GET', url, bearer(tokens.all)));
    assert.equal(api.requests.length, 0, proxy.name);
  }
  await server.restart();
  for (const { proxy, gate, url } of running) {
    assert.equal((await gate.ask('GET', url, bearer(tokens.all))).status, 200, proxy.name);
    assert.equal((await gate.ask('GET', url, bearer(tokens.inactive))).status, 401, proxy.name);
  }
});
