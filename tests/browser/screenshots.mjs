// Writes screenshots of the main pages into a folder: node screenshots.mjs FOLDER
// At 1280 and 360 px, light and dark; LATCHKEY_BIN names the binary, as for the tests.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PEOPLE, SECRET, createToken, demo, field, founder, serve, signedIn, stopAll, withPage } from './kit.mjs';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node screenshots.mjs FOLDER');
  process.exit(2);
}

const SIZES = [{ width: 1280, height: 860 }, { width: 360, height: 780 }];

/** Presses a button that sends a form: it goes once the page knows that it will arrive. */
async function sent(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
}

async function shoot(name, as, steps, { fullPage = false } = {}) {
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      // A reveal can be come to only once per form.
      await withPage({ as, viewport, colorScheme, deviceScaleFactor: 1, expected: [] }, async (page) => {
        page.on('dialog', (dialog) => dialog.accept());
        await steps(page, `${viewport.width}-${colorScheme}`);
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
        await page.screenshot({ path: path.join(folder, `${name}-${viewport.width}-${colorScheme}.png`), fullPage });
      });
    }
  }
}

try {
  await mkdir(folder, { recursive: true });
  const show = await demo();
  const fresh = await serve();
  const first = await founder(fresh);
  const administrator = await signedIn(show.base, PEOPLE.administrator);

  await shoot('sign-in', undefined, (page) => page.goto(`${show.base}/sign-in`));
  await shoot('style', undefined, (page) => page.goto(`${show.base}/style`), { fullPage: true });
  await shoot('empty-list', first, (page) => page.goto(`${fresh.base}/integrations`));
  await shoot('list', administrator, (page) => page.goto(`${show.base}/integrations`));
  await shoot('create', administrator, async (page) => {
    await page.goto(`${show.base}/integrations`);
    await page.getByRole('link', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await field(dialog, 'Name').fill('Meter readings Utrecht');
    const custom = dialog.getByRole('radio', { name: /^Custom/ });
    await custom.check();
    await dialog.getByRole('searchbox').fill('devices');
    await dialog.getByRole('button', { name: 'Only read actions of devices' }).click();
    await custom.evaluate((element) => element.closest('label').scrollIntoView({ block: 'start' }));
  });
  await shoot('reveal', first, async (page, variant) => {
    await page.goto(`${fresh.base}/integrations/tokens/new`);
    await field(page, 'Name').fill(`Meter readings ${variant}`);
    await page.getByRole('button', { name: 'Create application token' }).click();
    await page.getByRole('heading', { level: 1, name: 'is created' }).waitFor();
  });
  await shoot('token', administrator, async (page) => {
    await page.goto(`${show.base}/integrations?q=Billing+export`);
    await page.getByRole('link', { name: 'Billing export', exact: true }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
  });
  await shoot('usage', administrator, async (page) => {
    await page.goto(`${show.base}/integrations?q=Billing+export`);
    await page.getByRole('link', { name: 'Billing export', exact: true }).click();
    await page.getByRole('heading', { name: 'Usage' }).waitFor();
  }, { fullPage: true });
  await shoot('knocking', administrator, async (page) => {
    await page.goto(`${show.base}/integrations?q=Quarterly+audit`);
    await page.getByRole('link', { name: 'Quarterly audit', exact: true }).click();
    await page.getByText('Still knocking').waitFor();
  }, { fullPage: true });
  await shoot('decision', administrator, async (page) => {
    await page.goto(`${show.base}/integrations?q=Billing+export`);
    await page.getByRole('link', { name: 'Billing export', exact: true }).click();
    await page.getByRole('link', { name: 'The address was not in the IP restriction' }).first().click();
    await page.getByRole('heading', { name: 'Check by check' }).waitFor();
  }, { fullPage: true });
  for (const [name, path] of [['simulation', `/applications/${show.applications[0].id}/devices`], ['simulation-refused', '/a/../b']]) {
    await shoot(name, administrator, async (page) => {
      await page.goto(`${show.base}/integrations?q=Billing+export`);
      await page.getByRole('link', { name: 'Billing export', exact: true }).click();
      await page.getByRole('link', { name: 'Would a request pass?' }).click();
      await field(page, 'Path').fill(path);
      await field(page, 'Address').fill('203.0.113.7');
      await sent(page, 'Try it');
    }, { fullPage: true });
  }
  const support = await signedIn(show.base, PEOPLE.support);
  await shoot('desk', support, (page) => page.goto(`${show.base}/support`));
  const look = async (page, variant) => {
    const leaked = await withPage({ as: administrator }, async (maker) => {
      const all = [];
      for (const [n, name] of ['Grid forecast', 'Meter readings Ghent', 'Invoices to the ledger'].entries()) {
        const fields = { name: `${name} ${variant}`, application: show.applications[n % 2].id, permissions: n === 1 ? 'read' : 'all' };
        all.push((await createToken(maker, show.base, fields)).secret);
      }
      return all;
    });
    await page.goto(`${show.base}/support`);
    await page.getByLabel('Text to look through').fill(`${SECRET.exec(show.output())[0].slice(0, 40)} ${leaked.join(' ')} lka_4fT9kQ2mcutoff`);
    await sent(page, 'Look for tokens');
  };
  await shoot('found', support, look, { fullPage: true });
  await shoot('shut', support, async (page, variant) => {
    await look(page, variant + ' again');
    await page.getByRole('checkbox', { name: /^All/ }).check();
    await page.getByRole('radio', { name: /^Mark compromised/ }).check();
    await field(page, 'Reason').fill('Ticket 4711: found in a public log');
    await page.getByRole('button', { name: 'Shut off the chosen tokens' }).click();
    await page.getByText('Token by token').waitFor();
  }, { fullPage: true });
} finally {
  await stopAll();
}
