// Introspection with published clients, unchanged: oauth4webapi, and Authlib from Python.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as oauth from 'oauth4webapi';
import { createToken, demo, person, send } from '../servers.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = path.join(HERE, '.venv/bin/python');

let base;
let tokens;
let asker;
let reader;
let application;

before(async () => {
  const show = await demo();
  base = show.base;
  application = show.applications[0].id;
  const { page } = await person(base, 'administrator@demo.example', 'latchkey-demo');
  const create = (fields) => createToken(page, base, { application, ...fields });
  asker = await create({ permissions: 'custom', action: 'tokenIntrospection.post' });
  reader = await create({ permissions: 'read' });
  const narrow = await create({ permissions: 'custom', action: 'devices.get', networks: '203.0.113.0/24' });
  const off = await create({});
  await send(page, base, `/integrations/tokens/${off.id}/deactivation`);
  const elsewhere = await create({ application: show.applications[1].id });
  tokens = { narrow, all: await create({ expiry: 'never' }), off, elsewhere };
});

/** Asks with oauth4webapi, which checks the answer as the RFC wants it. */
async function ask(token, { authentication, secret, parameters } = {}) {
  const server = { issuer: base, introspection_endpoint: `${base}/oauth2/introspect` };
  const client = { client_id: 'my api/ü' };
  const authenticate = (authentication ?? oauth.ClientSecretBasic)(secret ?? asker.secret);
  const options = { [oauth.allowInsecureRequests]: true, additionalParameters: parameters };
  const response = await oauth.introspectionRequest(server, client, authenticate, token, options);
  return oauth.processIntrospectionResponse(server, client, response);
}

/** As Bearer, which the library leaves to its user. */
function bearer(secret) {
  return (_server, _client, _body, headers) => { headers.set('authorization', `Bearer ${secret}`); };
}

describe('oauth4webapi', () => {
  for (const [name, authentication] of [['as a client by Basic', oauth.ClientSecretBasic], ['as Bearer', bearer]]) {
    test(`learns what a token may do, ${name}`, async () => {
      const answer = await ask(tokens.narrow.secret, { authentication });
      assert.equal(answer.active, true);
      assert.equal(answer.scope, 'devices.get');
      assert.equal(answer.client_id, application);
      assert.equal(answer.sub, tokens.narrow.id);
      assert.deepEqual(answer.ip_networks, ['203.0.113.0/24']);
      const days = (answer.exp - Date.now() / 1_000) / 86_400;
      assert.ok(days > 29.9 && days <= 30, `${days} days`);
    });
  }

  test('learns of a token that never expires', async () => {
    const answer = await ask(tokens.all.secret);
    assert.equal(answer.scope, 'all.Application');
    assert.equal('exp' in answer, false);
  });

  test('learns nothing of any other', async () => {
    for (const token of [tokens.off.secret, tokens.elsewhere.secret, 'nonsense']) {
      assert.deepEqual(await ask(token), { active: false });
    }
  });

  test('asks the whole question', async () => {
    const asked = (client, method, route) => ask(tokens.narrow.secret, {
      parameters: { client_ip: client, method, path: `/applications/${application}/${route}` },
    });
    assert.equal((await asked('203.0.113.9', 'GET', 'devices')).active, true);
    for (const refused of [['198.51.100.9', 'GET', 'devices'], ['203.0.113.9', 'POST', 'devices'], ['203.0.113.9', 'GET', 'flows']]) {
      assert.deepEqual(await asked(...refused), { active: false }, refused.join(' '));
    }
  });

  test('understands a refusal', async () => {
    const refused = await ask(tokens.all.secret, { authentication: bearer, secret: reader.secret }).then(
      () => assert.fail('it was answered'), (error) => error,
    );
    assert.ok(refused instanceof oauth.WWWAuthenticateChallengeError, String(refused));
    assert.equal(refused.status, 403);
    assert.equal(refused.cause[0].parameters.error, 'insufficient_scope');
    const unknown = await ask(tokens.all.secret, { secret: 'nonsense' }).then(() => assert.fail('it was answered'), (error) => error);
    assert.equal(unknown.status, 401);
  });
});

test('Authlib learns the same, and protects an API with it', () => {
  const input = JSON.stringify({
    endpoint: `${base}/oauth2/introspect`,
    asker: asker.secret,
    tokens: Object.fromEntries(Object.entries(tokens).map(([name, { secret }]) => [name, secret])),
  });
  const { status, stdout, stderr } = spawnSync(PYTHON, [path.join(HERE, 'introspection.py')], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const learnt = JSON.parse(stdout);
  assert.equal(learnt.narrow.client.scope, 'devices.get');
  assert.equal(learnt.narrow.api, 'admitted');
  // Its validator asks for the very word.
  assert.equal(learnt.all.client.scope, 'all.Application');
  assert.equal(learnt.all.api, 'InsufficientScopeError');
  for (const name of ['off', 'elsewhere']) {
    assert.deepEqual(learnt[name], { client: { active: false }, api: 'InvalidTokenError' }, name);
  }
});
