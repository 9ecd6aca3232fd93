// The server alone, without a browser: node --test server_test.mjs
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { serve } from './server.mjs';
import { defaults_of, query_of } from './settings.js';

console.error = () => {}; // what the server says in its terminal
const site = await mkdtemp(path.join(tmpdir(), 'rheobase-site-'));
for (const name of ['index.html', 'rheobase.wasm', 'rheobase.js']) await writeFile(path.join(site, name), name);
const server = await serve({ site, rheobase: '/no/such/rheobase' });
for (const name of ['rheobase.wasm', 'rheobase.js']) await rm(path.join(site, name));
after(async () => {
  server.close();
  await rm(site, { recursive: true });
});

const ask = (target, headers = {}) =>
  new Promise((resolve, reject) => {
    const { port } = server.address();
    const options = { host: '127.0.0.1', port, path: target, headers: { host: `127.0.0.1:${port}`, ...headers } };
    get(options, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => resolve({ body, status: reply.statusCode, headers: reply.headers }));
    }).on('error', reject);
  });

const cases = [
  ['/', 200],
  ['/rheobase.wasm', 500], // not in the folder any more
  ['/rheobase.js', 500],
  [`/desktop?${query_of(defaults_of('paper'))}`, 500], // no such program
  ['/desktop?model=nowhere', 400],
  ['/server.mjs', 404],
  ['/..%2f..%2fREADME.md', 404],
];

test('every answer has the headers that a page needs, and no path of this computer', async () => {
  for (const [target, status] of cases) {
    const reply = await ask(target);
    assert.equal(reply.status, status, target);
    const policy = reply.headers['content-security-policy'];
    for (const rule of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy?.includes(rule), `${target}: ${rule}`);
    }
    assert.equal(reply.headers['x-content-type-options'], 'nosniff', target);
    assert.equal(reply.headers['x-frame-options'], 'DENY', target);
    assert.equal(reply.headers['referrer-policy'], 'no-referrer', target);
    assert.equal(reply.headers['cross-origin-opener-policy'], 'same-origin', target);
    assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin', target);
    assert.equal(reply.headers['cache-control'], 'no-store', target);
    if (reply.status !== 200) assert.doesNotMatch(reply.body, /\/no\/such|\/tmp\/|rheobase-site|ENOENT|\.toml|node:|at .*:\d/, target);
  }
});

test('another host gets nothing', async () => {
  assert.equal((await ask('/', { host: 'elsewhere.example' })).status, 421);
});
