// The page as a person uses it: look-up while Hangul is composed, review with
// undo and conflict, upload and align, injection, both moods, axe-core, zoom.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import assert from 'node:assert/strict';

const [address, malmoi, db, pictures] = process.argv.slice(2);
const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require('playwright-core');
const axePath = require.resolve('axe-core/axe.min.js');
if (pictures) mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const faults = [];
let passed = 0;
let failed = 0;

async function open(options = {}, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-US', ...options });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' && !/status of [45]/.test(m.text())) faults.push(m.text()); });
  page.on('response', async (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${r.url()} ${await r.text().catch(() => '')}`); });
  page.on('pageerror', (e) => faults.push(String(e)));
  page.on('dialog', (d) => { faults.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('request', (r) => { if (!r.url().startsWith(address) && !r.url().startsWith('data:')) faults.push(`outside: ${r.url()}`); });
  await page.goto(address + hash);
  return page;
}
async function test(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${String(error.message).slice(0, 500)}`);
  }
}
const shoot = (page, name) => (pictures ? page.screenshot({ path: `${pictures}/${name}.png` }) : null);
const api = async (page, path) => page.evaluate(async (p) => (await fetch(p)).json(), `/api/v1${path}`);

await test('look-up as one types', async () => {
  const page = await open();
  await page.locator('#q').pressSequentially('Northern Lim', { delay: 15 });
  await page.waitForFunction(() => document.querySelector('#hits .hit')?.textContent.includes('북방한계선'));
  assert.match(await page.locator('#say').textContent(), /hits/);
  for (const [typed, found] of [['ㅂㅂㅎㄱㅅ', '북방한계선'], ['qnrqkdgksrPtjs', '북방한계선'], ['bukbang hangyeseon', 'Northern Limit Line']]) {
    await page.fill('#q', typed);
    await page.waitForFunction((f) => document.querySelector('#hits .hit')?.textContent.includes(f), found);
  }
  await page.fill('#q', 'zzzzqqqq');
  await page.locator('#hits .none').waitFor();
  await page.context().close();
});

await test('look-up while Hangul is being composed', async () => {
  const page = await open();
  await page.focus('#q');
  const client = await page.context().newCDPSession(page);
  const asked = [];
  page.on('request', (r) => { if (r.url().includes('/lookup')) asked.push(decodeURIComponent(r.url())); });
  for (const text of ['ㅂ', '부', '북', '북ㅂ', '북바', '북방']) {
    await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(120);
  }
  await page.waitForFunction(() => document.querySelector('#hits')?.textContent.includes('북방한계선'));
  assert.ok(asked.some((u) => u.includes('q=북바')), 'half-typed syllables are looked up');
  await client.send('Input.insertText', { text: '북방한계선' });
  await page.waitForFunction(() => document.querySelector('#hits strong')?.textContent === '북방한계선');
  assert.equal(await page.inputValue('#q'), '북방한계선');
  await page.context().close();
});

await test('an entry, with evidence and history, by the keyboard', async () => {
  const page = await open();
  await page.fill('#q', 'Northern Limit Line');
  await page.locator('#hits a.open').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('#entry .proof mark').first().waitFor();
  assert.ok(await page.locator('#entry [lang="ko"]').count() > 0, 'lang on Korean');
  assert.match(await page.locator('#entry').textContent(), /History/);
  await page.context().close();
});

await test('review: approve, reject, undo', async () => {
  const page = await open({}, '#review');
  await page.locator('#queue li').first().waitFor();
  const id = Number((await page.locator('#queue li').first().getAttribute('id')).slice(4));
  await page.keyboard.press('a');
  await page.waitForFunction(async (n) => (await (await fetch(`/api/v1/concepts/${n}`)).json()).concept.review === 'approved', id);
  // with the Korean input method on, the key of r sends a jamo
  await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ㄱ', code: 'KeyR', bubbles: true })));
  await page.locator('#queue li.rejected').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.waitForTimeout(300);
  await page.keyboard.press('u');
  await page.waitForFunction(() => !document.querySelector('#queue li.rejected'));
  await page.keyboard.press('u');
  await page.waitForFunction(async (n) => (await (await fetch(`/api/v1/concepts/${n}`)).json()).concept.review === 'proposed', id);
  await page.keyboard.press('?');
  assert.ok(await page.locator('#review-keys').isVisible());
  await page.context().close();
});

await test('review: a name is struck, the others are approved', async () => {
  const page = await open({}, '#review');
  await page.locator('#queue li').first().waitFor();
  const rows = (await api(page, '/candidates?limit=100')).candidates;
  const at = rows.findIndex((r) => r.concept.languages.every((l) => l.terms.length > 1));
  const { concept } = rows[at];
  await page.locator(`#row-${concept.id}`).click();
  await page.locator('#candidate .names li').first().waitFor();
  const last = concept.languages[1].terms.at(-1).text;
  const number = concept.languages.reduce((n, l) => n + l.terms.length, 0);
  await page.locator('#queue').focus();
  await page.keyboard.press(String(number));
  assert.equal(await page.locator('#candidate .names .struck').textContent(), last);
  await page.keyboard.press('a');
  await page.waitForFunction(async (n) => (await (await fetch(`/api/v1/concepts/${n}`)).json()).concept.review === 'approved', concept.id);
  const left = (await api(page, `/concepts/${concept.id}`)).concept.languages[1].terms.map((term) => term.text);
  assert.deepEqual(left, concept.languages[1].terms.slice(0, -1).map((term) => term.text));
  await page.waitForTimeout(300);
  await page.keyboard.press('u');
  await page.waitForFunction(async (n) => (await (await fetch(`/api/v1/concepts/${n}`)).json()).concept.review === 'proposed', concept.id);
  assert.equal((await api(page, `/concepts/${concept.id}`)).concept.languages[1].terms.at(-1).text, last);
  await page.context().close();
});

await test('review: edit, and a key inside the form decides nothing', async () => {
  const page = await open({}, '#review');
  await page.locator('#queue li').nth(3).waitFor();
  await page.locator('#queue li').nth(3).click();
  const id = Number((await page.locator('#queue li').nth(3).getAttribute('id')).slice(4));
  await page.keyboard.press('e');
  const field = page.locator('.edit input').nth(0);
  await field.fill('a revised term ar');
  await field.press('Enter');
  await page.waitForFunction(async (n) => (await (await fetch(`/api/v1/concepts/${n}`)).json()).concept.languages[0].terms[0].text === 'a revised term ar', id);
  assert.equal((await api(page, `/concepts/${id}`)).concept.review, 'proposed');
  await page.context().close();
});

await test('review: another was faster', async () => {
  const page = await open({}, '#review');
  await page.locator('#queue li').nth(5).waitFor();
  await page.locator('#queue li').nth(5).click();
  const id = Number((await page.locator('#queue li').nth(5).getAttribute('id')).slice(4));
  execFileSync(malmoi, ['edit', '-q', '-d', db, String(id), 'field=sea'], { stdio: 'ignore' });
  await page.keyboard.press('r');
  await page.locator('#alert:not(:empty)').waitFor();
  assert.match(await page.locator('#alert').textContent(), /meanwhile/);
  assert.equal((await api(page, `/concepts/${id}`)).concept.review, 'proposed');
  await shoot(page, 'conflict');
  await page.context().close();
});

await test('upload and align', async () => {
  const page = await open({}, '#align');
  await page.setInputFiles('#file-a', 'data/samples/defence.en.txt');
  await page.setInputFiles('#file-b', 'data/samples/defence.ko.txt');
  await page.check('#align-look');
  await page.click('#align-form button.strong');
  await page.locator('#aligned .beads tbody tr').first().waitFor({ timeout: 20000 });
  assert.ok(await page.locator('#aligned .beads tbody tr').count() >= 10);
  const term = page.locator('#aligned td:nth-child(2) .linked').first();
  await term.hover();
  const n = await term.getAttribute('data-term');
  assert.ok(await page.locator(`#aligned td:nth-child(3) .linked.lit[data-term="${n}"]`).count() > 0, 'the other side lights up');
  await shoot(page, 'aligned');
  await page.setInputFiles('#file-b', 'data/samples/economy.en.txt');
  await page.click('#align-form button.strong');
  await page.locator('#alert:not(:empty)').waitFor({ timeout: 20000 });
  await page.context().close();
});

await test('strings that are no markup', async () => {
  const page = await open();
  const nasty = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', 'javascript:alert(1)', "'+alert(1)+'", '\u202eevil', '{{7*7}}'];
  await page.evaluate(async (texts) => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    for (const text of texts)
      await fetch('/api/v1/concepts', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
        body: JSON.stringify({ texts: [{ lang: 'en', text: `nasty ${text}` }, { lang: 'ko', text }] }) });
  }, nasty);
  for (const text of nasty) {
    await page.fill('#q', `nasty ${text}`);
    await page.waitForFunction((t) => document.querySelector('#hits strong')?.textContent === `nasty ${t}`, text);
    await page.goto(`${address}?q=${encodeURIComponent(`nasty ${text}`)}`);
    await page.waitForFunction((t) => document.querySelector('#hits strong')?.textContent === `nasty ${t}`, text);
  }
  await page.context().close();
});

await test('no script: look-up all the same', async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.fill('#q', '북방한계선');
  await page.click('#lookup-form button');
  assert.match(await page.locator('#hits').textContent(), /Northern Limit Line/);
  await page.context().close();
});

const views = ['lookup', 'match', 'concord', 'review', 'documents/1', 'align', 'memory', 'entry/1'];
for (const [colorScheme, locale] of [['light', 'en-US'], ['dark', 'ko-KR']])
  await test(`every view, ${colorScheme}, ${locale}: seen, and axe-core finds nothing`, async () => {
    const page = await open({ colorScheme, locale });
    for (const view of views) {
      await page.goto(`${address}#${view}`);
      await page.waitForTimeout(500);
      if (view === 'lookup') { await page.fill('#q', '북방'); await page.waitForTimeout(400); }
      if (view === 'concord') { await page.fill('#pattern', '한미'); await page.keyboard.press('Enter'); await page.waitForTimeout(400); }
      if (view === 'match') {
        await page.fill('#segment', 'South Korea, U.S. agree to upgrade combined exercises on Northern Limit Line');
        await page.click('#match-form button');
        await page.locator('#matches .hit').first().waitFor();
      }
      await shoot(page, `${view.split('/')[0]}-${colorScheme}`);
      if (!(await page.evaluate(() => 'axe' in window))) {
        // axe is put in by the debugger, which the page's policy does not bind
        await page.context().newCDPSession(page).then(async (c) => c.send('Runtime.evaluate',
          { expression: (await import('node:fs')).readFileSync(axePath, 'utf8') }));
      }
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
      assert.deepEqual(violations.map((v) => `${view}: ${v.id}: ${v.nodes[0].html.slice(0, 120)}`), []);
    }
    await page.context().close();
  });

await test('400 % zoom: nothing runs out at the side', async () => {
  const page = await open({ viewport: { width: 320, height: 256 } });
  for (const view of views) {
    await page.goto(`${address}#${view}`);
    await page.waitForTimeout(300);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room + 1, `${view}: ${wide} in ${room}`);
  }
  await shoot(page, 'small');
  await page.context().close();
});

await test('no error, no dialog, no outside request', async () => assert.deepEqual(faults, []));
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
