// Members: inviting someone by a link, accepting it, giving another role, removing, with and without JavaScript.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PEOPLE, answered, demo, invite, launch, rowOf, said, signedIn, textOf, withPage } from './kit.mjs';

const CHOSEN = 'violet harbour tactful onion';

let show;
let administrator;

before(async () => {
  show = await demo();
  administrator = await signedIn(show.base, PEOPLE.administrator);
});

async function accept(page, link, name) {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill(CHOSEN);
  await page.getByRole('button', { name: 'Join Acme Metering' }).click();
  await said(page, 'You belong to Acme Metering now, as support.');
}

for (const javaScriptEnabled of [true, false]) {
  describe(`members ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    const [email, name] = javaScriptEnabled ? ['ola@new.example', 'Ola Svensson'] : ['kim@new.example', 'Kim Park'];

    test('someone is invited, joins by the link, gets another role, and is removed', async () => {
      const link = await withPage({ as: administrator, javaScriptEnabled }, async (page) => {
        const shown = await invite(page, show.base, email, { role: 'Support', apiAccess: true });
        await page.getByRole('link', { name: 'Done' }).click();
        const row = await textOf(page.getByRole('row').filter({ hasText: email }));
        assert.match(row, /support Granted .* by Ada Nakamura Not mailed in 7 days/i);
        assert.ok(!(await page.content()).includes(shown.split('/').at(-1)), 'the list has no link');
        return shown;
      });

      await withPage({ javaScriptEnabled, expected: [answered(403), answered(404)] }, async (guest) => {
        await accept(guest, link, name);
        assert.equal(await textOf(guest.getByRole('banner').getByRole('link', { name })), `${name} support`);
        await guest.goto(link);
        await guest.getByRole('heading', { name: "This invitation doesn't work" }).waitFor();

        await withPage({ as: administrator, javaScriptEnabled }, async (page) => {
          await page.goto(`${show.base}/members`);
          await rowOf(page, name).getByRole('link', { name }).click();
          await page.getByRole('radio', { name: /^Member / }).check();
          await page.getByRole('button', { name: 'Save role' }).click();
          await said(page, `${name} is a member now.`);
          await page.getByRole('button', { name: 'Withdraw API access' }).click();
          await said(page, `${name} can't have personal tokens any more.`);
          const history = page.getByRole('list').filter({ hasText: 'joined the organization' });
          assert.match(await textOf(history), /changed the role .*Role: support became member/);
        });
        await guest.goto(`${show.base}/integrations`);
        assert.equal(await textOf(guest.getByRole('banner').getByRole('link', { name })), `${name} member`);
        await guest.goto(`${show.base}/members`);
        await guest.getByRole('heading', { name: 'Not for your role' }).waitFor();

        // And by the password that they chose.
        await guest.goto(`${show.base}/account`);
        await guest.getByRole('button', { name: 'Sign out', exact: true }).first().click();
        await guest.getByRole('heading', { name: 'Sign in' }).waitFor();
        await guest.getByLabel('E-mail address').fill(email);
        await guest.getByLabel('Password').fill(CHOSEN);
        if (javaScriptEnabled) {
          const [show, typed] = [guest.getByRole('button', { name: 'Show what is typed' }), guest.getByLabel('Password')];
          await show.click();
          assert.deepEqual([await typed.getAttribute('type'), await show.getAttribute('aria-pressed')], ['text', 'true']);
          assert.equal(await typed.getAttribute('spellcheck'), 'false', 'a checker may send it away');
          await show.press('Enter');
          assert.equal(await typed.getAttribute('type'), 'password');
          await show.click();
        }
        await guest.getByRole('button', { name: 'Sign in' }).click();
        assert.equal(await textOf(guest.getByRole('banner').getByRole('link', { name })), `${name} member`);

        await withPage({ as: administrator, javaScriptEnabled }, async (page) => {
          await page.goto(`${show.base}/members`);
          await rowOf(page, name).getByRole('link', { name }).click();
          await page.getByRole('link', { name: 'Remove' }).click();
          await page.getByRole('heading', { name: `Remove ${name}?` }).waitFor();
          await page.getByRole('button', { name: 'Remove' }).click();
          await said(page, `Removed ${name}.`);
          assert.equal(await rowOf(page, name).count(), 0);
        });
        await guest.goto(`${show.base}/integrations`);
        await guest.getByRole('heading', { name: 'Sign in' }).waitFor();
      });
    });
  });
}

test('someone with an account signs in on the way, and comes back to confirm', async () => {
  const link = await withPage({ as: administrator }, async (page) => {
    await page.goto(`${show.base}/members`);
    await rowOf(page, 'Léa Dubois').getByRole('link').click();
    await page.getByRole('link', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await said(page, 'Removed Léa Dubois.');
    return invite(page, show.base, 'lea.dubois@demo.example');
  });
  await withPage({ expected: [answered(403)] }, async (page) => {
    await page.goto(link);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill('lea.dubois@demo.example');
    await page.getByLabel('Password').fill('latchkey-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(link);
    await page.getByText('You are signed in as Léa Dubois.').waitFor();
    await page.getByRole('button', { name: 'Join Acme Metering' }).click();
    await said(page, 'You belong to Acme Metering now, as member.');
    await page.goto(`${show.base}/members`);
  });
});

test('the link is copied, and Back shows it no more', async () => {
  const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  await withPage({ as: administrator, browser, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const link = await invite(page, show.base, 'copied@new.example');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    // Other browsers than Chromium may keep the page of a POST: what they keep has no link.
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    assert.ok(!(await page.content()).includes(link.split('/').at(-1)));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor();
    const other = await invite(page, show.base, 'copied@new.example');
    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor();
    // In the history the page of the link became that of the members: nothing is sent again, and no link comes back.
    await page.goBack();
    assert.equal(new URL(page.url()).pathname, '/members/invitations/new');
    await page.getByLabel('E-mail address').waitFor();
    assert.ok(!(await page.content()).includes(other.split('/').at(-1)));
  });
});
