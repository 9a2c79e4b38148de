// Uses the page of the server as a person does, in Chromium, at desk and phone width, dark and light.
// Arguments: a folder for screenshots, the address.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const [folder, address] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function open(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', error => page.faults.push(error.message));
  page.on('console', message => { if (message.type() === 'error') page.faults.push(message.text()); });
  await page.goto(address);
  await page.waitForFunction(() => document.getElementById('model').options.length > 0 && document.getElementById('steps').value !== '');
  return page;
}

/** No serious finding of axe-core, nothing wider than the window, no fault of a script. */
async function isSound(page, name) {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  const found = (await new AxeBuilder({ page }).analyze()).violations.filter(v => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(found.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')}`), [], name);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name}: wider than the window`);
  assert.deepEqual(page.faults, [], name);
}

const pictures = page => page.locator('#gallery img');
async function until(page, count) {
  await page.waitForFunction(n => document.querySelectorAll('#gallery img').length === n, count, { timeout: 120_000 });
  assert.ok(await pictures(page).first().evaluate(image => image.decode().then(() => image.naturalWidth > 0)));
}

const desk = await open(1280, 900, 'light');
await isSound(desk, 'desk');

// A first picture: words, a few steps, and one click.
await desk.fill('#prompt', 'a (red:1.2) apple');
await desk.fill('#steps', '4');
await desk.fill('#seed', '7');
await desk.click('#draw');
await until(desk, 1);
await desk.locator('#gallery summary').first().click();
const told = await desk.locator('#gallery pre').first().textContent();
assert.match(told, /^a \(red:1\.2\) apple\n.*Steps: 4.*Seed: 7/s);
await isSound(desk, 'desk-drawn');

// The settings of a saved picture, taken from its file, draw it again.
const [download] = await Promise.all([desk.waitForEvent('download'), desk.locator('[data-do=save]').first().click()]);
const file = join(folder, 'saved.png');
await download.saveAs(file);
await desk.fill('#prompt', 'something else');
await desk.fill('#seed', '');
await desk.setInputFiles('#again-file', file);
await desk.waitForFunction(() => document.getElementById('seed').value === '7');
assert.equal(await desk.inputValue('#prompt'), 'a (red:1.2) apple');
await desk.press('#prompt', 'Control+Enter');
await until(desk, 2);
const same = await desk.evaluate(async () => {
  const [a, b] = await Promise.all([...document.querySelectorAll('#gallery img')].map(async image => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data.join();
  }));
  return a === b;
});
assert.ok(same, 'the picture drawn again is another one');

// From a picture, with a mask that is painted by keys alone, and with room beyond an edge.
await desk.locator('#start summary').click();
await desk.setInputFiles('#start-file', file);
await desk.waitForSelector('#start-tools:not([hidden])');
await desk.focus('#paint');
for (const key of ['ArrowRight', ' ', 'ArrowDown', ' ']) await desk.press('#paint', key);
await desk.fill('#out-right', '16');
await desk.click('#draw');
await until(desk, 3);
await isSound(desk, 'desk-edited');
await desk.click('#remove-start');

// A grid of two parameters.
await desk.locator('summary', { hasText: 'Compare in a grid' }).click();
await desk.selectOption('#x-what', 'steps');
await desk.fill('#x-values', '1, 2');
await desk.selectOption('#y-what', 'seed');
await desk.fill('#y-values', '1, 2');
await desk.click('#draw-grid');
await desk.waitForFunction(() => document.getElementById('status').textContent === 'The grid is done.', null, { timeout: 120_000 });
assert.equal(await desk.locator('#grid-result img').count(), 4);
await isSound(desk, 'desk-grid');

// Cancelled, it draws nothing, and can draw again.
await desk.fill('#steps', '100');
await desk.click('#draw');
await desk.click('#cancel');
await desk.waitForFunction(() => document.getElementById('cancel').disabled);
assert.equal(await pictures(desk).count(), 3);

const phone = await open(375, 700, 'dark');
await isSound(phone, 'phone');
await phone.fill('#prompt', 'a cat');
await phone.fill('#steps', '2');
await phone.click('#draw');
await until(phone, 1);
await isSound(phone, 'phone-drawn');

await browser.close();
console.log('the page draws, edits, compares, takes settings from files, and axe-core finds nothing serious');
