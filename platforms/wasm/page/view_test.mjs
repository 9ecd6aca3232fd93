// `rheobase view` and `rheobase run --live` in headless Chromium: what they show is what was recorded; nothing else is given,
// and to nobody else.
//   node view_test.mjs --rheobase PROGRAM [--pictures FOLDER] [--chromium PROGRAM]
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { close, coloured, complaints, given, in_all_sizes, page } from './browser.mjs';

const program = path.resolve(given.rheobase);
const models = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../models');
const robot = path.join(path.dirname(program), 'examples/light_follower');
const folder = await mkdtemp(path.join(tmpdir(), 'rheobase-view-test-'));
const temporary = path.join(folder, 'tmp');
await mkdir(temporary);
const running = [];

const rheobase = async (...words) => (await promisify(execFile)(program, words, { cwd: folder })).stdout;

// Starts a program that says where it serves; { address, ended: its exit code }.
function start(...words) {
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, TMPDIR: temporary } });
  running.push(child);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (bytes) => {
      said += bytes;
      const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (match) resolve({ child, address: match[0], port: Number(/:(\d+)\/$/.exec(match[0])[1]), ended });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
}

const refused = async (...words) => {
  const error = await rheobase(...words).then(() => assert.fail(`${words} was taken`), (e) => e);
  assert.equal(error.code, 2, words.join(' '));
  assert.equal(error.stderr.trim().split('\n').length, 1, error.stderr);
  return error.stderr;
};

const spikes_drawn = () => page.evaluate(() => document.querySelector('#raster').count());
const state = () => page.locator('#state').textContent();
const loaded = () => page.waitForFunction(() => /spikes/.test(document.getElementById('state').textContent));

async function open(address) {
  await page.goto(address);
  await loaded();
}

test.after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await close();
  await rm(folder, { recursive: true });
});

let view;

test('a directory of run --out: its spikes, rates and states', async () => {
  await rheobase('run', path.join(models, 'gamma.toml'), '--out', 'out', '--record', 'E:v[0..2]', '--record', 'I:u[5]', '--every', '2ms');
  view = await start('view', 'out');
  await open(view.address);
  const report = JSON.parse(await readFile(path.join(folder, 'out/report.json'), 'utf8'));
  assert.equal(await spikes_drawn(), report.spikes);
  assert.match(await state(), /^0\.000 s to 1\.000 s, [\d,]+ spikes$/);
  assert.equal(await page.locator('#title').textContent(), 'gamma');
  assert.deepEqual(await page.locator('#traces .legend span').allTextContents(), ['E v[0]', 'E v[1]', 'E v[2]', 'I u[5]']);
  const rows = (await readFile(path.join(folder, 'out/record/E.v.csv'), 'utf8')).trim().split('\n').slice(1)
    .map((row) => row.split(',').map((cell, k) => (k === 0 ? Number(cell) : Math.fround(cell))));
  assert.deepEqual(await page.evaluate(() => document.querySelector('#traces').samples()), rows);
  await page.waitForTimeout(200);
  for (const plot of ['#raster', '#rates']) {
    for (const name of ['--excitatory', '--inhibitory']) assert.ok((await coloured(plot, name)) > 100, `${plot} ${name}`);
  }
});

test('it is zoomed and moved by keys', async () => {
  const range = () => page.evaluate(() => document.querySelector('#raster').range());
  const all = await range();
  await page.locator('#plots').focus();
  await page.keyboard.press('+');
  const zoomed = await range();
  assert.ok(Math.abs(zoomed[1] - zoomed[0] - (all[1] - all[0]) / 2) < 1e-9);
  await page.keyboard.press('ArrowLeft');
  assert.ok((await range())[0] < zoomed[0]);
  await page.keyboard.press('0');
  assert.deepEqual(await range(), all);
});

const status = (port, target, headers = {}, method = 'GET') =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: target, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => resolve({ code: reply.statusCode, headers: reply.headers, body }));
    }).on('upgrade', (reply, socket) => {
      socket.destroy();
      resolve({ code: 101 });
    }).on('error', reject).end();
  });

const upgrade = (origin) => ({
  Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...(origin ? { Origin: origin } : {}),
});

test('the files of the recording and the page are given, and nothing else', async () => {
  const { port } = view;
  await writeFile(path.join(folder, 'secret.npy'), 'secret');
  await symlink(path.join(folder, 'secret.npy'), path.join(folder, 'out/record/link.npy'));
  const again = await start('view', 'out');
  for (const target of ['/', '/view.js', '/style.css', '/view.json', '/recording/recording.json', '/recording/spikes.npy', '/recording/record/E.v.npy']) {
    const reply = await status(again.port, target);
    assert.equal(reply.code, 200, target);
    assert.match(reply.headers['content-security-policy'], /default-src 'self'.*frame-ancestors 'none'/, target);
    assert.equal(reply.headers['x-content-type-options'], 'nosniff', target);
    assert.equal(reply.headers['cache-control'], 'no-store', target);
  }
  for (const target of ['/recording/../secret.npy', '/recording/record/../../secret.npy', '/recording/..%2f..%2fsecret.npy', '//etc/passwd',
    '/recording/record/link.npy', '/recording/report.json', '/recording/', '/live', '/view.js?x']) {
    assert.equal((await status(again.port, target)).code, 404, target);
  }
  assert.equal((await status(port, '/', {}, 'POST')).code, 405);
  assert.equal((await status(port, '/', { host: 'elsewhere.example' })).code, 421);
  assert.equal((await status(port, '/', { host: `127.0.0.1:${port + 1}` })).code, 421);
  assert.equal((await status(port, '/', { 'x-long': 'x'.repeat(20000) }).catch(() => ({ code: 'closed' }))).code, 'closed');
  await rm(path.join(folder, 'out/record/link.npy'));
  again.child.kill('SIGTERM');
  assert.equal(await again.ended, 0);
});

test('it listens on the loopback address alone', async () => {
  const others = Object.values(networkInterfaces()).flat().filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    await assert.rejects(new Promise((resolve, reject) => connect(view.port, address, resolve).on('error', reject)), address);
  }
});

test('it fits a desktop’s window and a phone, light and dark', async () => {
  await in_all_sizes('view-', async (name, width) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${name} scrolls sideways`);
  });
});

test('a file that went away is told in one line', async () => {
  await rm(path.join(folder, 'out/spikes.npy'));
  const before = complaints.length;
  await page.goto(view.address);
  await page.locator('#error').waitFor();
  assert.equal(await page.locator('#error').textContent(), 'recording/spikes.npy: the server could not answer; its terminal says why');
  complaints.length = before; // the browser's own line about the answer
});

test('a robot’s log: spikes of the replay, sensors and motors', { skip: !existsSync(robot) }, async () => {
  await promisify(execFile)(robot, ['--out', 'light', '--log', 'run.log'], { cwd: folder });
  await rheobase('compile', path.join(models, '../examples/robots/light_follower.toml'), '-o', 'light.rheo');
  const log = await start('view', 'run.log', 'light.rheo');
  await open(log.address);
  assert.ok((await spikes_drawn()) > 1000);
  const legends = await page.locator('#signals .legend').allTextContents();
  assert.equal(legends.length, 2, legends.join('; '));
  await page.waitForFunction(() => document.getElementById('bin').textContent === '50'); // 20 s are shown
  await page.waitForTimeout(200);
  if (given.pictures) await page.screenshot({ path: path.join(given.pictures, 'view-robot.png'), fullPage: true });
  assert.equal((await readdir(temporary)).length, 1);
  log.child.kill('SIGINT');
  assert.equal(await log.ended, 0);
  assert.deepEqual(await readdir(temporary), []);
});

test('a run that goes on is shown while it does, and stays when it has ended', async () => {
  const words = [path.join(models, 'gamma.toml'), '--duration', '4s'];
  const { spikes } = JSON.parse(await rheobase('run', ...words, '--json'));
  const live = await start('run', ...words, '--live');
  await page.goto(live.address);
  await page.waitForFunction(() => Number(document.getElementById('state').dataset.tick) > 1000);
  const seen = await spikes_drawn();
  assert.ok(seen > 0 && seen < spikes, `${seen} of ${spikes}`);
  assert.match(await state(), /^live: /);
  if (given.pictures) await page.screenshot({ path: path.join(given.pictures, 'view-live.png') });
  await page.waitForFunction(() => document.body.dataset.live === 'ended');
  assert.equal(await live.ended, 0);
  assert.equal(await spikes_drawn(), spikes);
  assert.match(await state(), /^the run has ended at 4\.000 s$/);
  assert.deepEqual(await page.locator('#traces .legend span').allTextContents(), ['E v[0]', 'I v[0]']);
});

test('a run is shown to its own page alone', async () => {
  const live = await start('run', path.join(models, 'gamma.toml'), '--live');
  assert.equal((await status(live.port, '/live', upgrade())).code, 403);
  assert.equal((await status(live.port, '/live', upgrade('http://elsewhere.example'))).code, 403);
  assert.equal((await status(live.port, '/live', upgrade(`https://127.0.0.1:${live.port}`))).code, 403);
  assert.equal((await status(live.port, '/live', { ...upgrade(`http://127.0.0.1:${live.port}`), host: 'elsewhere.example' })).code, 421);
  assert.equal((await status(live.port, '/live', upgrade(`http://127.0.0.1:${live.port}`))).code, 101);
  live.child.kill('SIGKILL');
});

test('what cannot be shown is refused in one line', async () => {
  assert.match(await refused('view', 'nowhere'), /nowhere/);
  assert.match(await refused('view', '.'), /holds no recording\.json/);
  assert.match(await refused('view', 'secret.npy'), /is a log: write the image/);
  assert.match(await refused('view', 'secret.npy', 'secret.npy'), /secret\.npy: /);
  assert.match(await refused('view', 'out', 'light.rheo'), /no image is needed/);
  assert.match(await refused('view', 'out', '--record', 'E:v'), /--record/);
  assert.match(await refused('view', 'out', '--port', '70000'), /--port/);
  assert.match(await refused('view', 'out', '--port', String(view.port)), /--port: \d+: /);
  assert.match(await refused('run', path.join(models, 'gamma.toml'), '--port', '8080'), /--port requires --live/);
});

test('the browser complained of nothing', () => assert.deepEqual(complaints, []));
