// The REST API against its own description: Schemathesis makes requests of it, proper ones and others.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createToken, demo, person, temporaryFolder } from '../servers.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PROGRAM = path.join(HERE, '.venv/bin/schemathesis');
/** So many of each kind for each operation, the same in each run. */
const LIMITS = ['--max-examples', '60', '--seed', '7', '--generation-deterministic'];
const CHECKS = [
  'not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance',
  'response_schema_conformance', 'unsupported_method', 'ignored_auth',
];

/** Runs it without holding up this process, which reads what the server says. */
function schemathesis(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { cwd, env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text; });
    child.on('error', reject).on('exit', (status) => resolve({ status, output }));
  });
}

test('no request gets an answer that the description does not know', async () => {
  const { base, applications: [application] } = await demo();
  const { page } = await person(base, 'administrator@demo.example', 'latchkey-demo');
  const { secret } = await createToken(page, base, { application: application.id, name: 'Schemathesis', expiry: 'never' });
  const target = await createToken(page, base, { application: application.id, name: 'Target', permissions: 'read' });
  // What is made up of ids would be refused before anything of it is looked at.
  const folder = await temporaryFolder();
  const ids = Object.entries({ application: application.id, id: application.id, token: target.id });
  const settings = ids.map(([name, id]) => `"path.${name}" = "${id}"`).join('\n');
  await writeFile(path.join(folder, 'schemathesis.toml'), `[parameters]\n${settings}\n`);
  const { status, output } = await schemathesis([
    'run', `${base}/api/openapi.json`, '--header', `Authorization: Bearer ${secret}`, '--checks', CHECKS.join(','),
    // It would end the token that it asks with.
    '--exclude-operation-id', 'endMe', '--continue-on-failure', ...LIMITS,
  ], folder);
  assert.equal(status, 0, output);
  const [, cases] = /(\d+) generated/.exec(output) ?? [];
  assert.ok(Number(cases) > 300, output);
});
