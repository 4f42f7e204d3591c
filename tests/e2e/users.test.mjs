// The first start, logging in, roles, and files by browser, from "another computer": a second loopback address, which
// the station treats as one. Needs what demo.test.mjs needs.

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {order_file} from './order_file.mjs';
import {Station} from './station.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = {width: 1280, height: 800};
const kPhone = {width: 390, height: 844};
const kPassword = 'tea rice and salt';

let station;
let browser;
let others; // The station as another computer sees it.
let owner; // A browser of the owner's own, kept logged in.

before(async () => {
  mkdirSync(kImages, {recursive: true});
  station = await Station.start({edit: (text) => text.replace(/^\[http\]$/m, '[http]\nlisten = "127.0.0.2"')});
  others = `http://127.0.0.2:${station.port}`;
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
});

async function open(url, {viewport = kDesk, dark = false, state} = {}) {
  const context = await browser.newContext({viewport, colorScheme: dark ? 'dark' : 'light', storageState: state, acceptDownloads: true});
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('main');
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

async function look(page, name) {
  await page.screenshot({path: `${kImages}${name}.png`, animations: 'disabled'});
  await page.evaluate(kAxe);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}));
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${name}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(' | ')}`), []);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${name} is ${over} px too wide`);
  assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /\b(ui|error|import)\.[a-z_]+\.?[a-z_]*\b/, `${name} has all its texts`);
}

async function log_in(page, user, password) {
  await page.fill('#user', user);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
}

test('before the first start only this machine comes in, and the status page says so', async () => {
  await assert.rejects(fetch(`${others}/healthz`), 'nobody listens there yet');
  const page = await open(`${station.url}/`);
  await page.waitForSelector('#doors');
  assert.match(await page.textContent('#doors'), /还没有店主/);
  await look(page, 'users-before');
  await page.click('#doors a');
  await page.waitForURL('**/setup');
  await close(page);
});

test('the first start makes an owner, and others may come in at once', async () => {
  const phone = await open(`${station.url}/setup`, {viewport: kPhone});
  await phone.waitForSelector('#user');
  await look(phone, 'setup-phone');
  await close(phone);
  const page = await open(`${station.url}/setup`);
  await page.waitForSelector('#user');
  assert.notEqual(await page.inputValue('#shop'), '');
  await page.fill('#user', '老板');
  await page.fill('#password', 'short');
  assert.match(await page.textContent('#password-strength'), /太短/);
  await page.fill('#password', kPassword);
  assert.match(await page.textContent('#password-strength'), /很好/);
  await page.fill('#again', `${kPassword}!`);
  await page.click('button[type=submit]');
  assert.match(await page.textContent('#said'), /不一样/);
  await page.fill('#again', kPassword);
  await look(page, 'setup');
  await page.click('button[type=submit]');
  await page.waitForSelector('#addresses');
  assert.equal((await page.textContent('#addresses a')).trim(), `${others}/`);
  await page.waitForFunction(() => document.querySelector('#addresses img').naturalWidth > 50);
  await look(page, 'setup-done');
  assert.equal((await fetch(`${others}/healthz`)).status, 200);
  owner = await page.context().storageState();
  await page.goto(`${station.url}/`);
  await page.waitForSelector('#user summary');
  assert.match(await page.textContent('#user summary'), /老板/);
  assert.equal(await page.$('#doors'), null);
  await close(page);
});

test('whoever is not logged in is led to the log-in and back', async () => {
  const page = await open(`${others}/orders?state=held`);
  await page.waitForURL('**/login?back=*');
  await page.waitForSelector('#password');
  await look(page, 'login');
  await page.setViewportSize(kPhone);
  await look(page, 'login-phone');
  await log_in(page, '老板', kPassword);
  await page.waitForURL('**/orders?state=held');
  await page.waitForSelector('#user summary');
  owner = await page.context().storageState();
  const cookie = owner.cookies.find((one) => one.domain === '127.0.0.2');
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, 'Strict');
  await close(page);
  const evil = await open(`${others}/login?back=${encodeURIComponent('//evil.example/')}`);
  await evil.waitForSelector('#password');
  await log_in(evil, '老板', kPassword);
  await evil.waitForSelector('#user summary');
  assert.equal(new URL(evil.url()).origin, others);
  await close(evil);
});

test('the owner adds a packer, who works at the bench and is refused elsewhere', async () => {
  const page = await open(`${others}/users`, {state: owner});
  await page.waitForSelector('[data-user="老板"]');
  await page.click('#add');
  await page.fill('#name', '小林');
  await page.fill('#password', 'packs all the boxes');
  await page.fill('#again', 'packs all the boxes');
  await page.click('form button[type=submit]');
  await page.waitForSelector('[data-user="小林"]');
  await look(page, 'users');
  await page.setViewportSize(kPhone);
  await look(page, 'users-phone');
  await close(page);
  const packer = await open(`${others}/login`);
  await packer.waitForSelector('#password');
  await log_in(packer, '小林', 'packs all the boxes');
  await packer.waitForURL('**/bench');
  await packer.goto(`${others}/users`);
  await packer.waitForSelector('.empty');
  assert.match(await packer.textContent('.empty'), /只有店主/);
  assert.deepEqual(await packer.$$eval('nav a', (links) => links.map((link) => link.getAttribute('href'))), ['/', '/bench', '/handover']);
  await look(packer, 'users-packer');
  await packer.goto(`${others}/files`);
  await packer.waitForSelector('#list .empty');
  assert.match(await packer.textContent('#list'), /主管或店主/);
  await packer.goto(`${others}/`);
  await packer.click('#user summary');
  await packer.click('#sign-out');
  await packer.waitForURL('**/login');
  await packer.goto(`${others}/bench`);
  await packer.waitForURL('**/login?back=*');
  await close(packer);
});

test('guessing a password has to wait longer and longer, and the page says how long', async () => {
  const page = await open(`${others}/login`);
  await page.waitForSelector('#password');
  // On a slow machine the first waits are over before the next attempt: they double until one is met.
  let waits = false;
  for (let i = 0; i < 14 && !waits; ++i) {
    await page.waitForSelector('button[type=submit]:not(:disabled)', {timeout: 60000});
    const answered = page.waitForResponse('**/api/v1/login');
    await log_in(page, '小林', `wrong password ${i}`);
    waits = (await answered).status() === 429;
  }
  assert.ok(waits, 'no attempt had to wait');
  await page.waitForFunction(() => /请等 \d+ 秒/.test(document.getElementById('said').textContent));
  await look(page, 'login-wait');
  await page.waitForSelector('button[type=submit]:not(:disabled)', {timeout: 60000});
  await log_in(page, '小林', 'packs all the boxes');
  await page.waitForURL('**/bench');
  await close(page);
});

test('files are dropped, taken in with their results, and taken back', async () => {
  const page = await open(`${others}/files`, {state: owner});
  await page.waitForSelector('#drop');
  const before_count = (await page.evaluate(async () => (await (await fetch('/api/v1/orders')).json()).total));
  const first = order_file(station.folder, '小红书订单查询2026-11-24-09_10_a.csv', 1, 40, {3: {'SKU件数': 'x'}, 4: {'订单状态': '已取消'}});
  const second = order_file(station.folder, '小红书订单查询2026-11-24-09_20_b.csv', 39, 50, {40: {'用户备注': '请放门口'}});
  // Dropped as by a hand: the files in one DataTransfer.
  const files = [first, second].map((path) => ({name: path.split('/').at(-1), text: readFileSync(path, 'utf8')}));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const {name, text} of list) transfer.items.add(new File([text], name, {type: 'text/csv'}));
    for (const type of ['dragenter', 'dragover', 'drop']) window.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }, files);
  await page.waitForFunction(() => document.querySelectorAll('[data-upload="done"]').length === 2, null, {timeout: 30000});
  await page.waitForFunction(() => document.querySelectorAll('[data-import]').length >= 2);
  const newest = '[data-import]:first-child';
  assert.match(await page.textContent(`${newest} .file-name`), /09_20_b/);
  await page.click(`${newest} [data-act=orders]`);
  // The list is drawn anew when the station tells of the import: the rows may come a moment later.
  await page.waitForSelector(`${newest} .filters`);
  await page.waitForSelector(`${newest} tbody tr`);
  const outcomes = await page.$$eval(`${newest} tbody tr`, (rows) => rows.map((row) => row.children[2].innerText.trim()));
  assert.deepEqual([...new Set(outcomes)].sort(), ['新', '有变化', '没变'].sort());
  await look(page, 'files');
  await page.setViewportSize(kPhone);
  await look(page, 'files-phone');
  await page.setViewportSize(kDesk);
  // What could not be used is told with its row and why.
  const older = '[data-import]:nth-child(2)';
  assert.match(await page.textContent(older), /1 行没有导入/);
  assert.match(await page.textContent(older), /SKU件数|件数/);
  // The first file cannot be taken back whole: the second one holds two of its orders.
  await page.click(`${older} [data-act=undo]`);
  await page.waitForSelector(`${older} [data-undo=possible]`);
  assert.match(await page.textContent(`${older} .undo`), /后来的导入/);
  await look(page, 'files-undo');
  await page.click(`${older} .undo .button.secondary`);
  for (const [which, removed] of [[newest, 10], [older, 38]]) {
    await page.click(`${which} [data-act=undo]`);
    await page.waitForSelector(`${which} [data-undo=possible] [data-act=undo]`);
    assert.match(await page.textContent(`${which} .undo`), new RegExp(`${removed} 单`));
    await page.click(`${which} .undo [data-act=undo]`);
    await page.waitForSelector(`${which}.panel-undone`);
  }
  assert.equal(await page.evaluate(async () => (await (await fetch('/api/v1/orders')).json()).total), before_count);
  await look(page, 'files-undone');
  // The same file again is a new import.
  await page.setInputFiles('#choose', first);
  await page.waitForFunction(() => document.querySelectorAll('[data-upload="done"]').length === 3, null, {timeout: 30000});
  await page.waitForFunction((count) => document.querySelectorAll('[data-import]').length >= count, 3);
  assert.equal(await page.evaluate(async () => (await (await fetch('/api/v1/orders')).json()).total), before_count + 38);
  await close(page);
});

test('what cannot be taken in is said at once, and what was printed is not taken back', async () => {
  const page = await open(`${others}/files`, {state: owner});
  await page.waitForSelector('#drop');
  writeFileSync(join(station.folder, 'letter.docx'), 'no table');
  await page.setInputFiles('#choose', join(station.folder, 'letter.docx'));
  await page.waitForSelector('[data-upload="failed"]');
  assert.match(await page.textContent('[data-upload="failed"]'), /xlsx/);
  const printed = order_file(station.folder, '小红书订单查询2026-11-24-09_40_c.csv', 60, 61);
  await page.setInputFiles('#choose', printed);
  await page.waitForSelector('[data-upload="done"]');
  await page.waitForFunction(() => /09_40_c/.test(document.querySelector('[data-import] .file-name').textContent));
  const order = 'P7000000000009006000000'.slice(0, 19);
  const status = await page.evaluate(async (which) => {
    const {page_key} = await (await fetch('/api/v1/session')).json();
    const answer = await fetch(`/api/v1/orders/${which}/print`, {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json', 'X-Packbench': '1', 'X-Packbench-Key': page_key}});
    return [answer.status, await answer.text()];
  }, order);
  assert.equal(status[0], 200, status[1]);
  for (let state = '', i = 0; state !== 'printed'; ++i) {
    assert.ok(i < 200, `still ${state}`);
    await new Promise((done) => setTimeout(done, 100));
    state = await page.evaluate(async (which) => (await (await fetch(`/api/v1/orders/${which}`)).json()).state, order);
  }
  await page.click('[data-import]:first-child [data-act=undo]');
  await page.waitForSelector('[data-undo=blocked]');
  assert.match(await page.textContent('[data-undo=blocked]'), /面单已打印/);
  assert.equal(await page.$('[data-undo=blocked] [data-act=undo]'), null);
  await look(page, 'files-blocked');
  await close(page);
});

test('refund exports and number sheets show what they did, and are taken back as well', async () => {
  const page = await open(`${others}/files`, {state: owner});
  await page.waitForSelector('#drop');
  const path = order_file(station.folder, '小红书订单查询2026-11-24-09_50_d.csv', 70, 71);
  const [one, two] = [...new Set(readFileSync(path, 'utf8').match(/P7000000000009\d{5}/g))];
  const refunds = join(station.folder, '售后2026-11-24-09_51_e.csv');
  writeFileSync(refunds, `售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间\nR700000000000001,${one},干花,未发货仅退款,不想要了,45.00,待审核,2026-11-24 09:40:00\n`);
  const sheet = join(station.folder, 'sheet-2026-11-24-09_52.csv');
  writeFileSync(sheet, `订单号,运单号,三段码,集包地\n${two},78990000000071,571-W00 012,杭州中转包1\n`);
  const newest = '[data-import]:first-child';
  for (const [file, name] of [[path, /09_50_d/], [refunds, /09_51_e/], [sheet, /09_52/]]) {
    await page.setInputFiles('#choose', file);
    await page.waitForFunction((text) => new RegExp(text).test(document.querySelector('[data-import] .file-name')?.textContent), name.source);
  }
  const [orders, stopped, numbers] = await page.$$eval('[data-import]', (all) => all.slice(0, 3).reverse().map((each) => `#${each.id}`));
  const lines = async (which) => {
    await page.click(`${which} [data-act=orders]`);
    // The page may draw its list anew at any time: waited for and read in one go.
    return (await page.waitForFunction((at) => {
      const rows = [...document.querySelectorAll(`${at} tbody tr`)].map((row) => row.innerText.replaceAll(/\s+/g, ' '));
      return rows.length > 0 ? rows : null;
    }, which)).jsonValue();
  };
  assert.match((await lines(numbers))[0], new RegExp(`^2 ${two} 78990000000071 .*新`));
  assert.match((await lines(stopped))[0], new RegExp(`^2 ${one} R700000000000001 .*已拦下 买家申请退款`));
  await look(page, 'files-kinds');
  await page.setViewportSize(kPhone);
  await page.locator(stopped).scrollIntoViewIfNeeded();
  await look(page, 'files-kinds-phone');
  await page.setViewportSize(kDesk);
  // Both orders were named since: the order export would take nothing back.
  await page.click(`${orders} [data-act=undo]`);
  await page.waitForSelector(`${orders} [data-undo=nothing]`);
  assert.match(await page.textContent(`${orders} .undo`), /后来的售后导出里有这一单.*后来的单号表里有这一单/s);
  await look(page, 'files-kinds-kept');
  for (const [which, words] of [[stopped, /1 条售后申请.*1 单回到/s], [numbers, /1 个单号/]]) {
    await page.click(`${which} [data-act=undo]`);
    await page.waitForSelector(`${which} [data-undo=possible]`);
    assert.match(await page.textContent(`${which} .undo`), words);
    if (which === stopped) await look(page, 'files-undo-refunds');
    await page.click(`${which} .undo [data-act=undo]`);
    await page.waitForSelector(`${which}.panel-undone`);
  }
  assert.equal(await page.evaluate(async (which) => (await (await fetch(`/api/v1/orders/${which}`)).json()).state, one), 'screened');
  assert.equal((await page.evaluate(async (id) => (await fetch(`/api/v1/imports/${id}/undo`)).json(), orders.replace('#import-', ''))).remove, 2);
  assert.ok(await page.$(newest));
  await close(page);
});

for (const dark of [false, true]) {
  test(`English, ${dark ? 'dark' : 'light'}: nothing is left in Chinese and nothing is hard to read`, async () => {
    const page = await open(`${others}/files?lang=en`, {state: owner, dark});
    await page.waitForSelector('[data-import]');
    await look(page, `files-en${dark ? '-dark' : ''}`);
    for (const path of ['/users', '/login?change=1', '/setup', '/files']) {
      await page.goto(others + path);
      await page.waitForSelector('h1');
      await page.waitForFunction(() => document.querySelector('main').innerText.length > 40);
      const words = await page.evaluate(() => [...document.querySelectorAll('nav, button, h1, h2, thead, label, summary:not(.user-menu summary)')].map((node) => node.innerText).join(' ')
        .replaceAll('中文', '').replaceAll(/老板|小林/g, ''));
      assert.doesNotMatch(words, /[\u4e00-\u9fff]/, path);
      await look(page, `${path.slice(1, 6)}-en${dark ? '-dark' : ''}`);
    }
    await close(page);
  });
}
