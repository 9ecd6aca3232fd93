// The page in headless Chromium: it runs, at the speed of real time at least, and its bits are the desktop's.
//   node test.mjs --site FOLDER --rheobase PROGRAM [--pictures FOLDER] [--chromium PROGRAM]
import assert from 'node:assert/strict';
import { get } from 'node:http';
import test from 'node:test';
import { address, close, coloured, complaints, given, in_all_sizes, page, server } from './browser.mjs';
import { desktop_run } from './server.mjs';
import { defaults_of, settings_from } from './settings.js';

const tick = async () => Number(await page.locator('#time').getAttribute('data-tick'));
const row = (name) => page.locator(`#${name} td`).allTextContents();
const speed = (times) => page.locator(`input[name="speed"][value="${times}"]`).check({ force: true });
const passes = (ticks) => page.waitForFunction((n) => Number(document.getElementById('time').dataset.tick) > n, ticks);

// What the page says of the settings; every change of one makes it wait first.
async function verdict() {
  await page.waitForFunction(() => document.getElementById('verdict').dataset.verdict !== 'waiting');
  return page.locator('#verdict').getAttribute('data-verdict');
}

async function slide(id, value) {
  await page.locator(`#${id}`).fill(String(value));
}

// The page shows the hashes that the desktop's program prints for these settings, and says so.
async function equals_desktop(settings) {
  assert.equal(await verdict(), 'same', JSON.stringify(settings));
  const { state_hash, spike_hash } = await desktop_run(given.rheobase, { ...defaults_of(settings.model ?? 'paper'), ...settings });
  assert.deepEqual(await row('here'), [state_hash, spike_hash]);
  assert.deepEqual(await row('desktop'), [state_hash, spike_hash]);
  return state_hash;
}

test.after(close);

test('it starts by itself, and the paper’s network has the hashes of the desktop', async () => {
  await page.goto(address);
  await equals_desktop({});
  await passes(1000);
  assert.deepEqual(await row('live'), await row('here'));
  assert.match(await page.locator('#target').textContent(), /SIMD/);
});

test('raster and rates are drawn, excitatory and inhibitory', async () => {
  for (const plot of ['raster', 'rates']) {
    for (const name of ['--excitatory', '--inhibitory']) assert.ok((await coloured(`#${plot}`, name)) > 100, `${plot} ${name}`);
  }
  assert.match(await page.locator('#rate-e').textContent(), /^\d+\.\d Hz$/);
});

test('it steps at real time or faster', async () => {
  await speed('Infinity');
  const [before, began] = [await tick(), Date.now()];
  await page.waitForTimeout(4000);
  const factor = (await tick() - before) / (Date.now() - began); // of 1 ms each
  console.log(`# ${factor.toFixed(1)} times real time in the page`);
  assert.ok(factor >= 1, `${factor} times real time`);
  await speed('1');
});

test('pause, start and reset do what they say', async () => {
  await page.locator('#run').click();
  await page.waitForTimeout(300);
  const stopped = await tick();
  await page.waitForTimeout(300);
  assert.equal(await tick(), stopped);
  await page.locator('#reset').click();
  await page.waitForFunction(() => document.getElementById('time').dataset.tick === '0');
  await page.locator('#run').click();
  await passes(0);
});

test('noise and weights change the network that runs', async () => {
  await passes(100);
  const before = await tick(), seen = new Set(await row('here'));
  for (const [id, value] of [['noise_scale', 1.5], ['weight_scale_e', 0.5], ['weight_scale_i', 2]]) {
    const settings = { noise_scale: 1, weight_scale_e: 1, weight_scale_i: 1, [id]: value };
    for (const [key, number] of Object.entries(settings)) await slide(key, number);
    const state = await equals_desktop(settings);
    assert.ok(!seen.has(state), `${id} changes nothing`);
    seen.add(state);
  }
  assert.ok((await tick()) > before, 'the run began anew');
  assert.match((await row('live'))[0], /changed/);
});

test('weights of zero are taken, and leave noise alone', async () => {
  await slide('weight_scale_e', 0);
  await slide('weight_scale_i', 0);
  await equals_desktop({ weight_scale_e: 0, weight_scale_i: 0 });
  assert.equal(await page.locator('#error').isVisible(), false);
});

test('N, dt, integrator, seed and model make a new network, each with the desktop’s hashes', async () => {
  await page.locator('#defaults').click();
  const settings = {};
  for (const [id, value] of [['n', 500], ['integrator', 'riccati'], ['dt', 0.5], ['seed', 7], ['keep_input', false]]) {
    settings[id] = value;
    if (id === 'n') await slide('n', value);
    else if (id === 'keep_input') await page.locator('#keep_input').uncheck();
    else if (id === 'seed') await page.locator('#seed').fill(String(value)).then(() => page.locator('#seed').blur());
    else await page.locator(`#${id}`).selectOption(String(value));
    await equals_desktop(settings);
  }
  assert.match(await page.locator('#size').textContent(), /^500 neurons, 250,000 synapses$/);
  await page.locator('#model').selectOption('gamma');
  await equals_desktop({ model: 'gamma' });
  await page.locator('#dt').selectOption('0.1');
  await equals_desktop({ model: 'gamma', dt: 0.1 });
});

test('other bits are called different', async () => {
  await page.route('**/desktop?*', async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, state_hash: '0123456789abcdef' } });
  });
  await page.locator('#defaults').click();
  assert.equal(await verdict(), 'different');
  await page.unroute('**/desktop?*');
});

test('without a desktop the page runs and says that there is none', async () => {
  await page.route('**/desktop?*', (route) => route.fulfill({ status: 404, body: 'no such page' }));
  const before = complaints.length;
  await page.locator('#seed').fill('3');
  await page.locator('#seed').blur();
  assert.equal(await verdict(), 'unknown');
  assert.equal((await row('here')).length, 2);
  await page.unroute('**/desktop?*');
  complaints.length = before; // the browser's own line about the 404
  await page.locator('#defaults').click();
  assert.equal(await verdict(), 'same');
});

test('it fits a desktop’s window and a phone, light and dark', async () => {
  await passes(1200);
  await in_all_sizes('', async (name, width) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${name} scrolls sideways`);
  });
});

test('the browser complained of nothing', () => assert.deepEqual(complaints, []));

test('the server gives the page and nothing else', async () => {
  const status = (target, host = `127.0.0.1:${server.address().port}`) =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.address().port, path: target, headers: { host } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      }).on('error', reject);
    });
  assert.equal(server.address().address, '127.0.0.1');
  assert.equal(await status('/'), 200);
  for (const target of ['/server.mjs', '/package.json', '/../../../README.md', '/..%2f..%2fREADME.md', '//etc/passwd', '/node_modules/']) {
    assert.equal(await status(target), 404, target);
  }
  assert.equal(await status('/', 'elsewhere.example'), 421);
  assert.equal(await status('/desktop?model=paper'), 400);
  const query = new URLSearchParams(defaults_of('paper'));
  assert.deepEqual(settings_from(query.toString()), defaults_of('paper'));
  for (const [key, value] of [['n', '1e9'], ['n', '100.5'], ['n', ''], ['dt', '0.3'], ['model', '../x'], ['integrator', 'x;y'], ['seed', '-1'],
    ['noise_scale', 'NaN']]) {
    const wrong = new URLSearchParams(query);
    wrong.set(key, value);
    assert.throws(() => settings_from(wrong.toString()), new RegExp(key));
  }
});
