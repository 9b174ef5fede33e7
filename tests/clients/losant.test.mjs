// The REST API with published clients, unchanged but for the base URL: losant-rest for Node and for Python.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import losant from 'losant-rest';
import { SECRET, createToken, demo, person } from '../servers.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = path.join(HERE, '.venv/bin/python');

let base;
let applicationId;
let manager;
let reader;

before(async () => {
  const show = await demo();
  base = show.base;
  const { page } = await person(base, 'administrator@demo.example', 'latchkey-demo');
  applicationId = show.applications[0].id;
  const create = (fields) => createToken(page, base, { application: applicationId, ...fields });
  manager = await create({ name: 'Manager', expiry: 'never' });
  reader = await create({ name: 'Reader', permissions: 'custom', action: 'applicationApiTokens.get' });
});

const client = (secret) => losant.createClient({ accessToken: secret, url: `${base}/api` });

/** The gate's answer to a request with a token. */
async function gate(secret) {
  const headers = { Authorization: `Bearer ${secret}`, 'X-Original-Method': 'GET', 'X-Original-URI': `/applications/${applicationId}/devices` };
  return (await fetch(`${base}/gate/${applicationId}/nginx`, { headers })).status;
}

/** The error of a call that must fail. */
const failure = (call) => call.then(() => assert.fail('it did not fail'), (error) => error);

describe('losant-rest for Node', () => {
  test('creates, lists, gets, changes and deletes tokens', async () => {
    const api = client(manager.secret);
    const expirationDate = new Date(Date.now() + 86_400_000).toISOString();
    const made = await api.applicationApiTokens.post({
      applicationId,
      apiToken: { name: 'From Node', description: 'By a client', expirationDate, scope: ['devices.get'], status: 'active' },
    });
    assert.match(made.token, SECRET);
    assert.match(made.apiTokenId, /^[0-9a-f]{24}$/);
    assert.equal(made.expirationDate, expirationDate);
    assert.deepEqual([made.ownerId, made.ownerType], [applicationId, 'application']);
    assert.deepEqual([made.creatorId, made.creatorType, made.creatorName], [manager.id, 'apiToken', 'Manager']);
    assert.equal(await gate(made.token), 200, 'the new token authenticates');

    const list = await api.applicationApiTokens.get({
      applicationId, sortField: 'creationDate', sortDirection: 'desc', page: 0, perPage: 2, filterField: 'name', filter: 'From*',
    });
    assert.deepEqual([list.count, list.totalCount, list.perPage, list.page], [1, 1, 2, 0]);
    assert.equal(list.items[0].id, made.id);
    assert.equal('token' in list.items[0], false);

    const params = { applicationId, apiTokenId: made.id };
    assert.equal((await api.applicationApiToken.get(params)).name, 'From Node');
    const changed = await api.applicationApiToken.patch({ ...params, apiToken: { name: 'Renamed', description: '', status: 'inactive' } });
    assert.deepEqual([changed.name, changed.description, changed.status], ['Renamed', '', 'inactive']);
    assert.equal(await gate(made.token), 401);
    await api.applicationApiToken.patch({ ...params, apiToken: { status: 'active' } });
    assert.equal(await gate(made.token), 200);
    assert.deepEqual(await api.applicationApiToken.delete(params), { success: true });
    assert.equal(await gate(made.token), 401);
    const gone = await failure(api.applicationApiToken.get(params));
    assert.deepEqual([gone.statusCode, gone.type], [404, 'NotFound']);
  });

  test('a token without a date never expires, and may do what the one does that asks', async () => {
    const made = await client(manager.secret).applicationApiTokens.post({ applicationId, apiToken: { name: 'Plain' } });
    assert.deepEqual([made.scope, made.status, 'expirationDate' in made], [['all.Application'], 'active', false]);
  });

  test('a Custom token is refused what it lacks', async () => {
    const api = client(reader.secret);
    assert.ok((await api.applicationApiTokens.get({ applicationId })).count > 0);
    const refused = await failure(api.applicationApiTokens.post({ applicationId, apiToken: { name: 'No' } }));
    assert.deepEqual([refused.statusCode, refused.type], [403, 'Forbidden']);
    assert.ok(refused.message.length > 10, refused.message);
  });

  test('faults are told', async () => {
    const faulty = await failure(client(manager.secret).applicationApiTokens.post({ applicationId, apiToken: { name: '' } }));
    assert.deepEqual([faulty.statusCode, faulty.type], [400, 'Validation']);
    const unknown = await failure(client('nonsense').applicationApiTokens.get({ applicationId }));
    assert.deepEqual([unknown.statusCode, unknown.type], [401, 'Unauthorized']);
  });
});

test('losant-rest for Python does the same', async () => {
  const input = JSON.stringify({ url: `${base}/api`, application: applicationId, manager: manager.secret, reader: reader.secret });
  const { status, stdout, stderr } = spawnSync(PYTHON, [path.join(HERE, 'losant.py')], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const seen = JSON.parse(stdout);
  assert.match(seen.made.token, SECRET);
  assert.deepEqual([seen.made.name, seen.made.scope, seen.made.creatorName], ['From Python', ['devices.get'], 'Manager']);
  assert.deepEqual(seen.listed, { count: 1, totalCount: 1, name: 'From Python' });
  assert.equal(seen.got, 'By a client');
  assert.deepEqual(seen.patched, ['Renamed', 'inactive']);
  assert.deepEqual(seen.deleted, { success: true });
  assert.deepEqual(seen.gone, [404, 'NotFound']);
  assert.deepEqual(seen.refused, [403, 'Forbidden']);
  assert.deepEqual(seen.faulty, [400, 'Validation']);
  assert.equal(await gate(seen.made.token), 401);
});
