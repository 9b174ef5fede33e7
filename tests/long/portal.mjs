// What the runs about faults share: the portal's forms as someone sends them who looks at every answer, and the gate.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { SECRET } from '../servers.mjs';

export const EMAIL = 'ada@acme.example';
export const PASSWORD = 'quarrel lantern mosaic 19';

const text = (html) => html.replace(/<script[\s\S]*?<\/script>/g, ' ').replace(/<[^>]*>/g, ' ').replace(/&#39;/g, "'").replace(/\s+/g, ' ').trim();

/** What an answer to a form says became of the change. A failure without clear words fails the run. */
export async function outcome(answer, what) {
  const html = await answer.text();
  if (answer.status === 303 || answer.status === 201) return { is: 'made', html, location: answer.headers.get('Location') };
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1];
  const page = text(/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html);
  const said = `${what}: ${answer.status} ${page}`;
  assert.ok(heading && page.length > 60, `without words: ${said}`);
  if (answer.status === 503) {
    assert.match(page, /can.t (write to|reach) its database at the moment.*Nothing was changed\. Try again in a moment\./, said);
    assert.equal(answer.headers.get('Retry-After'), '5', said);
    return { is: 'unmade', page };
  }
  assert.equal(answer.status, 500, said);
  if (heading === 'Made, and not known everywhere') return { is: 'unsettled', page };
  assert.equal(heading, 'Not known whether it was made', said);
  return { is: 'perhaps', page };
}

/** Someone signed in, whose forms are answered by an outcome. */
export class Person {
  constructor(base, cookie = '') {
    Object.assign(this, { base, cookie });
  }

  async send(address, form = {}, options = {}) {
    const answer = await fetch(`${this.base}${address}`, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams(form), headers: { Origin: this.base, Cookie: this.cookie }, ...options,
    });
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length > 0) this.cookie = set.join('; ');
    return answer;
  }

  async signIn() {
    return outcome(await this.send('/sign-in', { email: EMAIL, password: PASSWORD, return_to: '' }), 'signing in');
  }

  async get(address) {
    const answer = await fetch(`${this.base}${address}`, { headers: { Cookie: this.cookie }, redirect: 'manual' });
    return { status: answer.status, text: await answer.text() };
  }

  async application() {
    return /name="application" value="([0-9a-f]{24})"/.exec((await this.get('/integrations/tokens/new')).text)[1];
  }

  /** Creates a token, or sends the same form again. */
  async create(application, name, submission = randomBytes(16).toString('hex')) {
    const form = { submission, name, expiry: '30d', permissions: 'all', application };
    const done = await outcome(await this.send('/integrations/tokens', form), `creating ${name}`);
    if (done.is !== 'made') return { ...done, submission };
    return { ...done, submission, id: /data-reveal="\/integrations\/tokens\/([0-9a-f]{24})"/.exec(done.html)?.[1], secret: SECRET.exec(done.html)?.[0] };
  }

  async change(id, action, form) {
    return outcome(await this.send(`/integrations/tokens/${id}/${action}`, form), `${action} of ${id}`);
  }

  /** The status of every token that is not deleted, by its id and by its name. */
  async statuses() {
    const { status, text: csv } = await this.get('/integrations/export');
    assert.equal(status, 200);
    const [head, ...lines] = csv.trim().split('\r\n').map((line) => line.replace(/^\uFEFF/, '').split(','));
    return lines.map((cells) => Object.fromEntries(head.map((name, n) => [name, cells[n]])));
  }
}

/** Asks the gate about a token: its status, and how long it took. No answer at all is 0. */
export function gate(base, application, secret, { agent, patience = 60_000 } = {}) {
  const began = performance.now();
  return new Promise((resolve) => {
    const request = http.get(`${base}/gate/${application}/nginx`, {
      agent, timeout: patience,
      headers: { 'X-Original-Method': 'GET', 'X-Original-URI': `/applications/${application}/devices`, 'X-Real-IP': '192.0.2.1', Authorization: `Bearer ${secret}` },
    }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, took: performance.now() - began, retry: answer.headers['retry-after'] }))
        .on('error', () => resolve({ status: 0, took: performance.now() - began }));
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve({ status: 0, took: performance.now() - began }));
  });
}

/** What `/health/ready` says: its status and lines. */
export async function ready(base) {
  const answer = await fetch(`${base}/health/ready`);
  return { status: answer.status, lines: (await answer.text()).trim().split('\n') };
}

export function at(list, part) {
  return list.length === 0 ? NaN : [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
}
