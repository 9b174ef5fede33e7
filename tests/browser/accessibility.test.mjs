// Every page and open dialog: axe in both colour schemes, 320 px, the size of targets, and valid HTML.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import {
  PEOPLE, answered, createToken, demo, field, founder, invite, rowOf, send, serve, signedIn, signedInAnew, withPage,
} from './kit.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Said explicitly on purpose: tables become cards on a phone, and with `display` browsers drop the roles.
    'no-redundant-role': 'off',
    // A form's plain button submits and its plain input takes text: that is what is meant.
    'no-implicit-button-type': 'off',
    'no-implicit-input-type': 'off',
    // The boxes of the actions are one field with several values.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
    // The title ends with a token's name, which may have 100 characters.
    'long-title': 'off',
    // A list can have a name; so can a curl line that scrolls by itself, which stays a <pre>.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // Style of the source, which a template writes: white space at a line's end, the case of the doctype.
    'no-trailing-whitespace': 'off',
    'doctype-style': ['error', { style: 'lowercase' }],
  },
});

async function checkAxe(page, { part }) {
  const faults = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What still fades from one scheme's colours to the other's has neither.
    await page.evaluate(() => {
      void getComputedStyle(document.body).color;
      return Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    });
    const axe = new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true);
    if (part) axe.include(part);
    for (const { id, nodes } of (await axe.analyze()).violations) {
      for (const { target, failureSummary } of nodes) {
        faults.push(`axe, ${colorScheme}: ${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`);
      }
    }
  }
  return faults;
}

/** What can be pressed and is smaller than 24 by 24; what stands in a sentence may be. */
function smallTargets() {
  const small = [];
  for (const element of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    // The label of a box is pressed like the box.
    const target = (['checkbox', 'radio'].includes(element.type) && element.closest('label')) || element;
    const { width, height, right, bottom } = target.getBoundingClientRect();
    // The link to the content comes into sight when it is focused.
    if (right <= 0 || bottom + scrollY <= 0) continue;
    const inSentence = element.localName === 'a' && getComputedStyle(element).display === 'inline'
      && [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && /[^\s/·]/.test(node.data));
    if (inSentence || (width >= 23.99 && height >= 23.99)) continue;
    small.push(`${element.localName} “${(element.ariaLabel || element.textContent || element.id).trim()}” ${width.toFixed(1)} × ${height.toFixed(1)}`);
  }
  return [...new Set(small)];
}

function notFitting() {
  const found = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) found.push(`the page: ${root.scrollWidth} px`);
  const dialog = document.querySelector('dialog[open]');
  if (dialog && dialog.scrollWidth > dialog.clientWidth) found.push(`the dialog: ${dialog.scrollWidth} > ${dialog.clientWidth} px`);
  // A frame that doesn't scroll by hand must not be scrolled by the focus: its head and foot would go.
  if (dialog && getComputedStyle(dialog).overflowY === 'hidden' && dialog.scrollHeight > dialog.clientHeight + 1) {
    found.push(`what the dialog's frame holds is higher than it: ${dialog.scrollHeight} > ${dialog.clientHeight} px`);
  }
  const inside = (element) => {
    for (let at = element; at && at !== root; at = at.parentElement) {
      if (!['visible', 'clip'].includes(getComputedStyle(at).overflowX) && at !== dialog) return true;
    }
    return false;
  };
  if (found.length > 0) {
    for (const element of (dialog ?? document.body).querySelectorAll('*')) {
      if (element.getBoundingClientRect().right > innerWidth && !inside(element)) found.push(`${element.localName}.${element.className}`);
    }
  }
  return found.slice(0, 8);
}

async function checkLayout(page) {
  const faults = [];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const part of await page.evaluate(notFitting)) faults.push(`does not fit at ${width} px: ${part}`);
    for (const target of await page.evaluate(smallTargets)) faults.push(`small at ${width} px: ${target}`);
  }
  return faults;
}

/** Where tests/bench/pages/vnu wants the pages. */
const KEPT = process.env.LATCHKEY_KEEP_PAGES;
let kept = 0;

async function checkHtml(page, { watch }) {
  const html = await watch.latest();
  if (KEPT) {
    kept += 1;
    writeFileSync(path.join(KEPT, `${String(kept).padStart(3, '0')}-${new URL(page.url()).pathname.replace(/\W+/g, '-')}.html`), html);
  }
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map(({ ruleId, line, message, selector }) => (
    `HTML: ${ruleId}: line ${line}: ${message} (${selector})`)));
}

let show;
let fresh;
let as;
const states = [];
const ids = {};

before(async () => {
  show = await demo();
  fresh = await serve();
  as = { founder: await founder(fresh) };
  for (const [role, email] of Object.entries(PEOPLE)) as[role] = await signedIn(show.base, email);
  // What is said once would be said to whichever page of the same session asks next.
  as.alone = await signedInAnew(show.base, PEOPLE.administrator);
  await withPage({ as: as.administrator }, async (page) => {
    for (const status of ['active', 'inactive', 'compromised', 'expired']) {
      await page.goto(`${show.base}/integrations?status=${status}`);
      const link = page.getByRole('rowheader').getByRole('link').first();
      ids[status] = (await link.getAttribute('href')).split('/').at(-1);
    }
    for (const [what, name] of [['used', 'Billing export'], ['knocking', 'Quarterly audit']]) {
      await page.goto(`${show.base}/integrations?q=${encodeURIComponent(name)}`);
      const link = page.getByRole('link', { name, exact: true });
      ids[what] = (await link.getAttribute('href')).split('/').at(-1);
    }
    for (const [what, note] of [['rotated', /^replaced$/], ['paused', /^paused, back/]]) {
      await page.goto(`${show.base}/integrations`);
      const link = page.getByRole('row').filter({ has: page.getByText(note) }).getByRole('rowheader').getByRole('link');
      ids[what] = (await link.getAttribute('href')).split('/').at(-1);
    }
    ids.deleted = (await createToken(page, show.base, { application: show.applications[0].id, name: 'To be deleted' })).id;
    await send(page, show.base, `/integrations/tokens/${ids.deleted}/deletion`);
    ids.unlimited = (await createToken(page, show.base, {
      application: show.applications[0].id, expiry: 'never', networks: '0.0.0.0/0\n2001:db8::/32', name: 'W'.repeat(100),
      description: 'unbroken'.repeat(100),
    })).id;
  });
});

/** A page that is opened by its address. */
function at(name, address, options = {}) {
  state(name, async (page) => { await page.goto(`${show.base}${address()}`); }, options);
}

/** A page or dialog that is come to by steps. */
function state(name, steps, { role = 'administrator', html = true, part, ...options } = {}) {
  states.push([name, async () => {
    await withPage({ as: as[role], ...options }, async (page, watch) => {
      await steps(page);
      await page.getByRole('heading').first().waitFor();
      // All of them, so that the first failure doesn't hide the others.
      const faults = [];
      for (const check of [checkAxe, checkLayout, ...html ? [checkHtml] : []]) faults.push(...await check(page, { part, watch }));
      assert.deepEqual(faults, []);
    });
  }]);
}

/** The link of a new invitation, made by the administrator. */
function linkOf(email) {
  return withPage({ as: as.administrator }, (page) => invite(page, show.base, email));
}

const token = (status, rest = '') => () => `/integrations/tokens/${ids[status]}${rest}`;

at('sign-in', () => '/sign-in', { role: 'nobody' });
at('sign-in after a form in vain', () => '/sign-in?undone=yes&return_to=/support', { role: 'nobody' });
at('signed in beside a form', () => '/session');
state('sign-in with errors', async (page) => {
  await page.goto(`${show.base}/sign-in`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { role: 'nobody', expected: [answered(422)] });
state('set-up', async (page) => {
  const server = await serve();
  await page.goto(server.setUp);
}, { role: 'nobody' });
state('the empty list', async (page) => { await page.goto(`${fresh.base}/integrations`); await page.getByText('Add first token').waitFor(); },
  { role: 'founder' });
at('the list', () => '/integrations');
at('the list for a member', () => '/integrations?q=meter', { role: 'member' });
at('the list for support', () => '/integrations?q=meter', { role: 'support' });
state('the list with an open menu', async (page) => {
  await page.goto(`${show.base}/integrations?q=meter`);
  await page.getByLabel('More for Meter readings Antwerp').click();
  // It may lie over the row below.
}, { html: false, part: 'details[open]' });
state('the list after a switch', async (page) => {
  await page.goto(`${show.base}/integrations?q=billing`);
  await rowOf(page, 'Billing export').getByRole('switch').click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
}, { html: false, role: 'alone' });
/** Ends the session in the browser only: others of this test go on in it. */
const forget = (page) => page.context().clearCookies();

state('the list after a switch without a session', async (page) => {
  await page.goto(`${show.base}/integrations?q=billing`);
  await forget(page);
  await rowOf(page, 'Billing export').getByRole('switch').click();
  await page.getByRole('link', { name: 'Sign in in a new tab' }).waitFor();
}, { html: false });
state('the list with a switch that is not answered', async (page) => {
  await page.goto(`${show.base}/integrations?q=billing`);
  await page.route(/activation(\?|$)/, () => {});
  await rowOf(page, 'Billing export').getByRole('switch').click();
  await page.getByText(/^(Dea|A)ctivating “Billing export”…$/).waitFor();
}, { html: false });
state('a form that was sent without a session', async (page) => {
  await page.goto(`${show.base}/support`);
  await forget(page);
  await page.getByRole('button', { name: 'Look for tokens' }).click();
  await page.getByRole('link', { name: 'Sign in in a new tab' }).waitFor();
}, { role: 'support' });
state('a form that waits for an answer', async (page) => {
  await page.goto(`${show.base}/account`);
  await page.route('**/session', () => {});
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.locator('button[aria-busy]').waitFor();
});
state('a dialog that was sent without a session', async (page) => {
  await page.goto(`${show.base}/integrations`);
  await page.getByRole('link', { name: 'Add token' }).click();
  await page.getByRole('dialog').waitFor();
  await forget(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Create application token' }).click();
  await page.getByRole('link', { name: 'Sign in in a new tab' }).waitFor();
}, { html: false });
state('the list with chosen tokens', async (page) => {
  await page.goto(`${show.base}/integrations`);
  await page.getByLabel('Choose all on this page').check();
  await page.getByText('tokens chosen').waitFor();
  // The bar lies over the rows below it.
}, { html: false, part: '.selection' });
for (const way of ['Deactivate', 'Delete']) {
  state(`several chosen tokens: ${way}`, async (page) => {
    await page.goto(`${show.base}/integrations`);
    await page.getByLabel('Choose Billing export').check();
    await page.getByLabel('Choose Power BI').check();
    await page.getByRole('button', { name: `${way}…` }).click();
    await page.getByRole('heading', { name: `${way} 2 tokens?` }).waitFor();
  });
}
state('deleting tokens in use, with errors', async (page) => {
  await page.goto(`${show.base}/integrations`);
  await page.getByLabel('Choose Billing export').check();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete 1 token' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });
at('the filtered list', () => '/integrations?q=meter&status=active&only=any-address&sort=name&order=up');
at('the empty result', () => '/integrations?q=nothing-is-called-so&status=expired');
at('the create page', () => '/integrations/tokens/new');
state('the create dialog with Custom open', async (page) => {
  await page.goto(`${show.base}/integrations`);
  await page.getByRole('link', { name: 'Add token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Custom/ }).check();
  await dialog.getByRole('radio', { name: 'Expires at a date and time' }).check();
  await dialog.getByRole('searchbox').fill('device');
  await dialog.getByRole('checkbox', { name: 'All actions of devices' }).check();
}, { html: false });
state('the create page with errors', async (page) => {
  await page.goto(`${show.base}/integrations/tokens/new`);
  await field(page, 'IP restriction').fill('10.0.0.0/99\nhere');
  await page.getByRole('radio', { name: 'Expires at a date and time' }).check();
  await page.getByRole('radio', { name: /^Custom/ }).check();
  await page.getByRole('button', { name: 'Create application token' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });

let reveals = 0;

async function toReveal(page) {
  reveals += 1;
  const name = `Seen ${reveals}`;
  await page.goto(`${fresh.base}/integrations/tokens/new`);
  await field(page, 'Name').fill(name);
  await page.getByRole('button', { name: 'Create application token' }).click();
  await page.getByRole('heading', { level: 1, name: 'is created' }).waitFor();
  page.on('dialog', (dialog) => dialog.accept());
}
state('the reveal', toReveal, { role: 'founder' });
state('the repeated page', async (page) => {
  // A reload sends the form again only where nothing takes its address for the answer's.
  await page.addInitScript(() => { history.replaceState = () => {}; });
  await toReveal(page);
  await page.reload();
  await page.getByRole('heading', { name: 'This token was created already' }).waitFor();
}, { role: 'founder', expected: [answered(409)] });

for (const status of ['active', 'inactive', 'compromised', 'expired', 'deleted', 'unlimited']) {
  at(`the page of a token that is ${status}`, token(status));
}
at('the page of a token for a member', token('active'), { role: 'member' });
at('the page of a token for support', token('active'), { role: 'support' });
at('editing', token('active', '/edit'));
state('an edit conflict', async (page) => {
  const { id } = await createToken(page, show.base, { application: show.applications[0].id, name: `Shared ${Date.now()}` });
  await page.goto(`${show.base}/integrations/tokens/${id}/edit`);
  await send(page, show.base, `/integrations/tokens/${id}/edit`, { version: '1', name: 'Theirs', description: 'b', networks: '' });
  await field(page, 'Description').fill('mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('What is saved now:').waitFor();
}, { expected: [answered(409)] });
at('deleting', token('active', '/deletion'));
state('the dialog of deleting', async (page) => {
  await page.goto(`${show.base}${token('active')()}`);
  await page.getByRole('link', { name: 'Delete' }).click();
  await page.getByRole('dialog').waitFor();
}, { html: false });
at('deactivating as support', token('active', '/deactivation'), { role: 'support' });
at('marking compromised', token('active', '/compromise'));
state('the dialog of marking compromised', async (page) => {
  await page.goto(`${show.base}${token('active')()}`);
  await page.getByRole('link', { name: 'Mark compromised' }).click();
  await page.getByRole('dialog').waitFor();
}, { role: 'support', html: false });
at('rotating', token('used', '/rotation'));
state('the dialog of rotating', async (page) => {
  await page.goto(`${show.base}${token('used')()}`);
  await page.getByRole('link', { name: 'Rotate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate token' }).waitFor();
}, { html: false });
state('the dialog of pausing and deactivating', async (page) => {
  await page.goto(`${show.base}${token('active')()}`);
  await page.getByRole('link', { name: 'Pause…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).waitFor();
}, { html: false });
at('a rotated token while both secrets pass', token('rotated'));
at('letting an old secret last longer', () => `${token('rotated')()}/overlap`);
at('a paused token', token('paused'));
state('the reveal of a rotation', async (page) => {
  const { id } = await createToken(page, show.base, { application: show.applications[0].id, name: `Rotated ${Date.now()}` });
  await page.goto(`${show.base}/integrations/tokens/${id}/rotation`);
  await page.getByRole('button', { name: 'Rotate token' }).click();
  await page.getByRole('heading', { level: 1, name: 'has a new secret' }).waitFor();
  page.on('dialog', (dialog) => dialog.accept());
});
state('a token with its use, and the table of its days open', async (page) => {
  await page.goto(`${show.base}${token('used')()}`);
  await page.getByText('Show as a table').click();
  await page.getByRole('table', { name: 'Requests per day' }).waitFor();
});
state('a token that is off and still knocking', async (page) => {
  await page.goto(`${show.base}${token('knocking')()}`);
  await page.getByText('Still knocking').waitFor();
});
state('a decision', async (page) => {
  await page.goto(`${show.base}${token('used')()}`);
  await page.getByRole('table', { name: 'Recent refusals' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Check by check' }).waitFor();
});
at('a decision that says nothing', () => '/integrations/decisions/dec_0123456789abcdefABCDEF', { expected: [answered(404)] });
at('the instructions for whoever uses a token', token('used', '/instructions'));
at('the simulator', token('used', '/simulation'));
for (const [name, path, heading, options] of [
  ['the simulator with a verdict', '/nowhere', 'The verdict', {}],
  ['the simulator with errors', 'nowhere', 'There is a problem', { expected: [answered(422)] }],
]) {
  state(name, async (page) => {
    await page.goto(`${show.base}${token('used', '/simulation')()}`);
    await field(page, 'Path').fill(path);
    await field(page, 'Address').fill('203.0.113.7');
    await page.getByRole('button', { name: 'Try it', exact: true }).click();
    await page.getByRole('heading', { name: heading }).waitFor();
  }, options);
}
at('the support desk', () => '/support', { role: 'support' });
state('the support desk with errors', async (page) => {
  await page.goto(`${show.base}/support`);
  await page.getByRole('button', { name: 'Look for tokens' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { role: 'support', expected: [answered(422)] });

/** What the support desk found: tokens, a part of one, and what is none. */
async function toFound(page) {
  const [first, second, third] = await withPage({ as: as.administrator }, async (maker) => {
    const all = [];
    for (let n = 0; n < 3; n += 1) {
      found += 1;
      all.push(await createToken(maker, show.base, { application: show.applications[0].id, name: `Leaked ${found} ${'W'.repeat(n * 40)}` }));
    }
    return all;
  });
  await page.goto(`${show.base}/support`);
  await page.getByLabel('Text to look through').fill(`${first.secret} ${second.secret} ${third.secret.slice(0, 30)} lka_4fT9kQ2mcutoff`);
  await page.getByRole('button', { name: 'Look for tokens' }).click();
  await page.getByRole('heading', { level: 1, name: 'What was found' }).waitFor();
}
let found = 0;

async function toShut(page) {
  await toFound(page);
  await page.getByRole('checkbox', { name: /^All/ }).check();
  await page.getByRole('radio', { name: /^Mark compromised/ }).check();
  await field(page, 'Reason').fill('Ticket 4711');
}
state('what the support desk found', toFound, { role: 'support' });
state('what the support desk found, with errors', async (page) => {
  await toShut(page);
  await field(page, 'Reason').fill(' ');
  await page.getByRole('button', { name: 'Shut off the chosen tokens' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { role: 'support', expected: [answered(422)] });
state('what the support desk shut off', async (page) => {
  await toShut(page);
  await page.getByRole('button', { name: 'Shut off the chosen tokens' }).click();
  await page.getByRole('heading', { level: 1, name: 'What was done' }).waitFor();
}, { role: 'support' });
at('applications', () => '/applications');
at('an application', () => `/applications/${show.applications[0].id}`);
at('archiving an application', () => `/applications/${show.applications[0].id}/archival`);
at('deleting an application that has tokens', () => `/applications/${show.applications[0].id}/deletion`);
at('a new application', () => '/applications/new');
state('a new application with errors', async (page) => {
  await page.goto(`${show.base}/applications/new`);
  await field(page, 'Name').fill('metering platform');
  await page.getByRole('button', { name: 'Add application' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });
state('the dialog of archiving an application', async (page) => {
  await page.goto(`${show.base}/applications/${show.applications[0].id}`);
  await page.getByRole('link', { name: 'Archive' }).click();
  await page.getByRole('dialog').waitFor();
}, { html: false });
state('an archived application, and its tokens', async (page) => {
  await page.goto(`${fresh.base}/applications/new`);
  await field(page, 'Name').fill(`Archived ${Date.now()}`);
  await page.getByRole('button', { name: 'Add application' }).click();
  // Without the script the link leads to a page.
  await page.getByRole('link', { name: 'Archive' }).and(page.locator('html.js *')).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Restore' }).waitFor();
}, { role: 'founder' });
at('the settings', () => '/settings');
state('the settings with errors', async (page) => {
  await page.goto(`${show.base}/settings`);
  await field(page, 'Longest lifetime').fill('a while');
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });
state('the tokens that break rules, before these are saved', async (page) => {
  await page.goto(`${show.base}/settings`);
  await page.getByRole('checkbox', { name: /^Require an IP restriction/ }).check();
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByRole('heading', { name: 'Before these rules are saved' }).waitFor();
});
state('rules changed by someone else', async (page) => {
  await page.goto(`${show.base}/settings`);
  await page.locator('input[name=seen]').nth(1).evaluate((input) => { input.value = 'another'; });
  await field(page, 'Longest lifetime').fill('3650');
  await page.getByRole('checkbox', { name: /^Require an expiry/ }).uncheck();
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByRole('heading', { name: 'Before these rules are saved' }).waitFor();
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByText('What is in force now:').waitFor();
}, { expected: [answered(409)] });
state('the address of the calendar', async (page) => {
  await page.goto(`${fresh.base}/settings/calendar`);
  await page.getByRole('button', { name: 'Make a new address' }).click();
  await page.getByRole('heading', { level: 1, name: "The calendar's address" }).waitFor();
}, { role: 'founder' });
state('ending the calendar', async (page) => {
  await page.goto(`${fresh.base}/settings/calendar/deletion`);
}, { role: 'founder' });
at('the account', () => '/account');
at('the page for another name', () => '/account/name', { role: 'member' });
at('the page for another e-mail address', () => '/account/email', { role: 'member' });
state('the account with several sessions and errors', async (page) => {
  await page.goto(`${show.base}/account`);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });
state('the audit log, unfolded', async (page) => {
  await page.goto(`${show.base}/audit`);
  for (const summary of await page.locator('.events summary').all()) await summary.click();
});
at('the audit log for support', () => '/audit', { role: 'support' });
at('the filtered audit log', () => `/audit?action=token.created&from=2020-01-01&subject=${ids.active}`);
at('an audit log that leaves nothing', () => '/audit?subject=nothing');
at('an audit log with a day that is none', () => '/audit?from=yesterday', { expected: [answered(422)] });
state('a verification', async (page) => {
  await page.goto(`${show.base}/audit`);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('Intact.').waitFor();
});

at('the members', () => '/members');
at('a search for members that finds nobody', () => '/members?q=nobody');
for (const [name, who, path, heading] of [
  ['a member', 'Jonas Lindqvist', '', 'Danger zone'],
  ['oneself among the members', 'Ada Nakamura', '', 'Danger zone'],
  ['removing a member', 'Priya Raman', '/removal', 'Remove Priya Raman?'],
  ['leaving', 'Ada Nakamura', '/removal', 'Leave the organization?'],
]) {
  state(name, async (page) => {
    await page.goto(`${show.base}/members`);
    const link = page.getByRole('rowheader').getByRole('link', { name: who });
    await page.goto(`${show.base}${await link.getAttribute('href')}${path}`);
    await page.getByRole('heading', { name: heading }).waitFor();
  });
}
state('making an administrator', async (page) => {
  await page.goto(`${show.base}/members`);
  const link = page.getByRole('rowheader').getByRole('link', { name: 'Priya Raman' });
  await page.goto(`${show.base}${await link.getAttribute('href')}`);
  await page.getByRole('radio', { name: /^Administrator / }).check();
  await page.getByRole('button', { name: 'Save role' }).click();
  await page.getByRole('heading', { name: 'Make Priya Raman an administrator?' }).waitFor();
});
at('inviting', () => '/members/invitations/new');
state('inviting with errors', async (page) => {
  await page.goto(`${show.base}/members/invitations/new`);
  await page.getByLabel('E-mail address').fill('member@demo.example');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { expected: [answered(422)] });
state('an invitation that was made', async (page) => { await invite(page, show.base, `${'long'.repeat(12)}@demo.example`); });
for (const [name, role, heading, options] of [
  ['an invitation', 'nobody', 'New here?', {}],
  ['the invitation of someone else', 'member', 'Join Acme Metering', {}],
]) {
  state(name, async (page) => { await page.goto(await linkOf(`${role}@new.example`)); await page.getByRole('heading', { name: heading }).waitFor(); },
    { role, ...options });
}
state('accepting with errors', async (page) => {
  await page.goto(await linkOf('faulty@new.example'));
  await page.getByRole('button', { name: 'Join Acme Metering' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
}, { role: 'nobody', expected: [answered(422)] });
at('an invitation that does not work', () => '/invitations/00000000000000000000000000000000', { role: 'nobody', expected: [answered(404)] });
at('no API tokens of one’s own', () => '/account/tokens', { role: 'support' });
at('the page for an API token', () => '/account/tokens/new', { role: 'member' });
state('API tokens of one’s own, made and asked about', async (page) => {
  await page.goto(`${show.base}/account/tokens/new`);
  await field(page, 'Name').fill('A laptop with a name that is as long as the name of a laptop can be');
  await page.getByRole('button', { name: 'Create API token' }).click();
  await page.getByRole('checkbox', { name: /copied/ }).check();
  await page.getByRole('button', { name: 'Close window' }).click();
  await page.getByRole('table', { name: 'API tokens' }).waitFor();
}, { role: 'member' });
state('the reveal of an API token', async (page) => {
  await page.goto(`${show.base}/account/tokens/new`);
  await field(page, 'Name').fill('Revealed');
  await page.getByRole('button', { name: 'Create API token' }).click();
  await page.getByRole('heading', { level: 1, name: '“Revealed” is created' }).waitFor();
}, { role: 'support', part: 'main' });
at('a found token', () => '/found', { role: 'nobody' });
at('the reference of the API', () => '/api/docs', { role: 'nobody' });
at('every component in every state', () => '/style', { role: 'nobody' });
at('a page that is not there', () => '/integrations/tokens/000000000000000000000000', { expected: [answered(404)] });
at('a page that is not for the role', () => '/integrations/tokens/new', { role: 'member', expected: [answered(403)] });

describe('accessible in both colour schemes, not too wide, and valid:', { concurrency: 2 }, () => {
  for (const [name, check] of states) test(name, check);
});
