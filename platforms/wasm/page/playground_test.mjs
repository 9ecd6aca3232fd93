// The playground in headless Chromium: edit, run, errors at their line, the link, what is downloaded; its bits are the desktop's.
//   node playground_test.mjs --site FOLDER --rheobase PROGRAM [--pictures FOLDER] [--chromium PROGRAM]
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { address, close, coloured, complaints, given, in_all_sizes, page } from './browser.mjs';

const models = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../models');
const folder = await mkdtemp(path.join(tmpdir(), 'rheobase-playground-'));
const here = (name) => path.join(folder, name);

const program = path.resolve(given.rheobase);
const rheobase = async (...words) => (await promisify(execFile)(program, words, { cwd: folder })).stdout;
const text_of = (id) => page.locator(`#${id}`).textContent();
const problem = () => page.locator('#problem');
const finished = () => page.waitForFunction(() => document.getElementById('state-hash').textContent !== '–');

// Runs what `change` brings about; returns the hashes.
async function after(change) {
  await page.evaluate(() => document.getElementById('state-hash')?.replaceChildren('–'));
  await change();
  await finished();
  return [await text_of('state-hash'), await text_of('spike-hash')];
}

async function desktop_hashes(...words) {
  const { state_hash, spike_hash } = JSON.parse(await rheobase('run', ...words, '--json'));
  return [state_hash, spike_hash];
}

// As if typed: the whole text anew.
async function type(text) {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

async function downloaded(form) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-form="${form}"]`).click()]);
  return [file.suggestedFilename(), await readFile(await file.path())];
}

const small = `name = "small"
dt = "0.5 ms"
duration = "300 ms"

[[population]]
name = "A"
size = 20
a = 0.02
b = 0.2
c = -65
d = 8
current = 10

[[projection]]
source = "A"
target = "A"
weight = 0.5
delay = "1 ms"
`;

test.after(async () => {
  await close();
  await rm(folder, { recursive: true });
});

test('it starts with a model that ships, and runs it to the hashes of the command', async () => {
  const hashes = await after(() => page.goto(`${address}playground.html`));
  assert.deepEqual(hashes, await desktop_hashes(path.join(models, 'gamma.toml')));
  assert.equal(await text_of('command'), 'rheobase run models/gamma.toml');
  assert.match(await text_of('state'), /^1\.00 s of 1\.00 s, .* times real time/);
  assert.equal(await problem().isVisible(), false);
});

test('raster, rates and a trace are drawn in the colours of the populations', async () => {
  await page.waitForTimeout(100);
  for (const plot of ['#raster', '#rates', '#traces']) {
    for (const name of ['--excitatory', '--inhibitory']) assert.ok((await coloured(plot, name)) > 100, `${plot} ${name}`);
  }
});

test('every model that ships can be chosen; those that are quick run at once, to the hashes of the command', async () => {
  const shipped = (await readdir(models)).filter((name) => name.endsWith('.toml')).map((name) => name.slice(0, -5)).sort();
  const offered = await page.locator('#models option:not([disabled])').evaluateAll((all) => all.map(({ value }) => value));
  assert.deepEqual(offered, shipped);
  const slow = [];
  for (const name of shipped) {
    await page.evaluate(() => {
      document.getElementById('state-hash').textContent = '–';
      document.getElementById('state').textContent = '';
    });
    await page.locator('#models').selectOption(name);
    await page.waitForFunction(() => document.getElementById('state-hash').textContent !== '–' ||
      /press Run/.test(document.getElementById('state').textContent) || !document.getElementById('problem').hidden);
    assert.notEqual(await problem().getAttribute('data-severity'), 'error', `${name}: ${await problem().textContent()}`);
    if (/press Run/.test(await text_of('state'))) slow.push(name);
    else assert.deepEqual([await text_of('state-hash'), await text_of('spike-hash')], await desktop_hashes(path.join(models, `${name}.toml`)), name);
  }
  console.log(`# only when asked: ${slow.join(', ')}`);
  assert.ok(slow.includes('million'));
  assert.ok(slow.length <= 4, slow.join(', '));
});

test('a mistake is told at its line while one types, and its mending too', async () => {
  await type(small.replace('size = 20', 'size = "20*k"'));
  await problem().waitFor();
  assert.match(await problem().textContent(), /^line 7: size of A = "20\*k": unknown name "k"/);
  await page.locator('.cm-lintRange-error').waitFor();
  assert.equal(await page.locator('.cm-lintRange-error').textContent(), 'size = "20*k"');
  await type(small.replace('b = 0.2', 'b = '));
  await page.waitForFunction(() => /^line 9: not TOML/.test(document.getElementById('problem').textContent));
  await problem().click();
  assert.equal(await page.locator('.cm-activeLine').textContent(), 'b = ');
  await after(() => type(small));
  assert.equal(await problem().isVisible(), false);
  assert.equal(await page.locator('.cm-lintRange-error').count(), 0);
});

test('what was edited runs to the hashes of the command', async () => {
  const text = small.replace('current = 10', 'current = 9.5');
  const hashes = await after(() => type(text));
  await writeFile(here('small.toml'), text);
  assert.deepEqual(hashes, await desktop_hashes('small.toml'));
});

test('what is recorded follows the grammar of --record; what is wrong in it is told', async () => {
  await after(() => page.locator('#record').fill('A:v[0..1]\nA:u[3]'));
  assert.deepEqual(await page.locator('#traces .legend span').allTextContents(), ['A v[0]', 'A v[1]', 'A u[3]']);
  await page.locator('#record').fill('A:w');
  await problem().waitFor();
  assert.equal(await problem().textContent(), '--record: A:w: the population has no such state; it has v, u');
  await after(() => page.locator('#record').fill(''));
  assert.deepEqual(await page.locator('#traces .legend span').allTextContents(), ['A v[0]']);
});

test('the samples of a trace are those of the command', async () => {
  await after(() => page.locator('#record').fill('A:v[2]'));
  const [state, spike] = [await text_of('state-hash'), await text_of('spike-hash')];
  const command = (await text_of('command')).match(/--record '([^']*)'/);
  await rheobase('run', 'small.toml', '--record', command[1], '--out', 'out');
  const rows = (await readFile(here('out/record/A.v.csv'), 'utf8')).trim().split('\n').slice(1).map((row) => row.split(',').map(Number));
  const drawn = await page.evaluate(() => document.querySelector('#traces').samples?.());
  assert.ok(state && spike);
  assert.deepEqual(drawn, rows.map(([time, value]) => [time, Math.fround(value)]));
});

test('a link holds the model, its name and what is recorded', async () => {
  const before = [await text_of('state-hash'), await text_of('spike-hash')];
  await page.locator('#link').click();
  await page.waitForFunction(() => location.hash.startsWith('#model='));
  const link = page.url();
  assert.ok(link.length < 600, `${link.length} characters`);
  await page.goto('about:blank');
  assert.deepEqual(await after(() => page.goto(link)), before);
  assert.equal(await page.locator('#record').inputValue(), 'A:v[2]');
  assert.match(await page.locator('.cm-content').textContent(), /name = "small"/);
});

test('a damaged link is refused in one line, and the page goes on', async () => {
  const link = page.url();
  for (const broken of [link.slice(0, -30), `${address}playground.html#model=%%%`, `${address}playground.html#model=`]) {
    await page.goto('about:blank');
    await page.goto(broken);
    await problem().waitFor();
    assert.match(await problem().textContent(), /^this link is damaged: [^\n]+$/);
  }
  await after(() => page.locator('#models').selectOption('paper'));
  assert.equal(new URL(page.url()).hash, '');
});

// The engine's memory is smaller where pointers are: in WebAssembly and on microcontrollers, of 4 bytes.
const narrow = /#if UINTPTR_MAX > 0xffffffffu\n#error "[^\n]*\n#endif\n/;
const without_ram = (text) => text.replace(narrow, '').replace(/#define \w+_RAM_BYTES .*\n/, '');

test('downloads are the bytes that the command writes', async () => {
  await after(() => page.locator('#models').selectOption('cells'));
  await rheobase('compile', path.join(models, 'cells.toml'), '-o', 'cells.rheo');
  await rheobase('compile', path.join(models, 'cells.toml'), '--c-array', '-o', 'cells.c', '--c-header', 'cells.h');
  for (const [form, name] of [['image', 'cells.rheo'], ['c-array', 'cells.c']]) {
    const [suggested, bytes] = await downloaded(form);
    assert.equal(suggested, name);
    assert.ok(bytes.equals(await readFile(here(name))), name);
  }
  const header = (await downloaded('c-header'))[1].toString();
  assert.equal(without_ram(header), without_ram(await readFile(here('cells.h'), 'utf8')));
  assert.match(header, /RHEOBASE_IMAGE_RAM_BYTES \d+u/);
  assert.match(header, narrow);
  const [suggested, bytes] = await downloaded('model');
  assert.equal(suggested, 'cells.toml');
  assert.ok(bytes.equals(await readFile(path.join(models, 'cells.toml'))));
});

test('the numbers are those of inspect', async () => {
  const json = JSON.parse(await rheobase('inspect', 'cells.rheo', '--json'));
  const tiles = await page.locator('#tiles div').allTextContents();
  assert.ok(tiles.includes(`neurons${json.neurons}`), tiles.join(' '));
  assert.ok(tiles.includes(`flash${json.flash_bytes.toLocaleString('en')} B`), tiles.join(' '));
  await page.locator('#inspect summary').click();
  const tables = await text_of('tables');
  for (const number of [json.step_at_most.parts[0].flash_bytes, json.step_at_most.instructions.AVX2, json.step_at_most.stack_bytes['cortex-m4']]) {
    assert.ok(tables.includes(number.toLocaleString('en')), String(number));
  }
  await page.locator('#inspect summary').click();
});

test('the time shown is zoomed and moved by buttons, keys, mouse and wheel', async () => {
  const range = () => page.evaluate(() => document.querySelector('#raster').range());
  const all = await range();
  await page.locator('#zoom-in').click();
  const [from, to] = await range();
  assert.ok(Math.abs(to - from - (all[1] - all[0]) / 2) < 1e-9);
  await page.locator('#plots').focus();
  await page.keyboard.press('ArrowRight');
  assert.ok((await range())[0] > from);
  await page.keyboard.press('0');
  assert.deepEqual(await range(), all);
  const over = page.locator('#raster .u-over'), box = await over.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await page.waitForTimeout(100);
  const zoomed = await range();
  assert.ok(zoomed[1] - zoomed[0] < 0.6 * (all[1] - all[0]), String(zoomed));
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 50, box.y + 20);
  await page.mouse.up();
  assert.ok((await range())[0] < zoomed[0]);
  await over.dblclick();
  assert.deepEqual(await range(), all);
});

test('a long run can be stopped, and the next one runs', async () => {
  await type(small.replace('300 ms', '2000 s'));
  await page.waitForFunction(() => /press Run/.test(document.getElementById('state').textContent));
  await page.locator('#run').click();
  await page.waitForFunction(() => Number(document.getElementById('state').dataset.tick) > 0);
  await page.locator('#stop').click();
  assert.equal(await text_of('state'), 'stopped');
  const hashes = await after(async () => {
    await type(small);
    await page.keyboard.press('Control+Enter');
  });
  await writeFile(here('small.toml'), small);
  assert.deepEqual(hashes, await desktop_hashes('small.toml'));
});

test('a network that is too large for the browser is refused in one line', async () => {
  const large = small.replace('size = 20', 'size = 60000').replace('weight = 0.5', 'weight = 0.5\nstorage = "dense_i16"');
  await type(large);
  await page.waitForFunction(() => /press Run/.test(document.getElementById('state').textContent) || !document.getElementById('problem').hidden);
  if (!(await problem().isVisible())) await page.locator('#run').click();
  await problem().waitFor();
  console.log(`# ${await problem().textContent()}`);
  assert.match(await problem().textContent(), /memory/);
});

test('it fits a desktop’s window and a phone, light and dark', async () => {
  await after(() => page.locator('#models').selectOption('gamma'));
  await in_all_sizes('playground-', async (name, width) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${name} scrolls sideways`);
  });
});

test('the browser complained of nothing', () => assert.deepEqual(complaints, []));
