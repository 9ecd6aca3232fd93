// Serves the pages on the loopback address, and nothing else but what the desktop computes for the live page's settings.
//   node server.mjs --site FOLDER --rheobase PROGRAM [--port N]      FOLDER is what site.mjs makes
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { check_ms, overrides_of, settings_from } from './settings.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const models = path.join(here, '../../../models');
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8' };
const security = {
  // A browser styles what is typed over coloured text by attributes of its own.
  'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'; " +
    "img-src 'self' data:; object-src 'none'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

// Every file that is served, by its address: those that the folder has now.
async function files_of(site) {
  const files = new Map((await readdir(site)).map((name) => [`/${name}`, path.join(site, name)]));
  files.set('/', path.join(site, 'index.html'));
  return files;
}

// What `rheobase run` says of the settings.
export async function desktop_run(rheobase, settings) {
  const words = ['run', path.join(models, `${settings.model}.toml`), '--duration', `${check_ms}ms`, '--json'];
  for (const setting of overrides_of(settings)) words.push('--set', setting);
  const { stdout } = await promisify(execFile)(rheobase, words, { timeout: 60000 });
  return JSON.parse(stdout);
}

export async function serve({ site, rheobase, port = 0 }) {
  const files = await files_of(site);
  let turn = Promise.resolve(); // one run of the desktop at a time

  async function answer(request, reply) {
    const { port: open } = server.address();
    const send = (status, type, body) => reply.writeHead(status, { ...security, 'Content-Type': type }).end(body);
    const text = (status, words) => send(status, 'text/plain; charset=utf-8', words);
    // Another site's page cannot ask under a name of its own that leads here.
    if (![`127.0.0.1:${open}`, `localhost:${open}`].includes(request.headers.host)) return text(421, 'not this server');
    if (request.method !== 'GET') return text(405, 'GET alone');
    const [address, query = ''] = request.url.split('?');
    if (files.has(address)) {
      const file = files.get(address);
      return send(200, types[path.extname(file)], await readFile(file));
    }
    if (address !== '/desktop') return text(404, 'no such page');
    let settings;
    try {
      settings = settings_from(query);
    } catch (error) {
      return text(400, error.message);
    }
    const run = turn.then(() => desktop_run(rheobase, settings));
    turn = run.catch(() => {});
    return send(200, 'application/json', JSON.stringify(await run));
  }

  const server = createServer((request, reply) => {
    answer(request, reply).catch((error) => {
      // What went wrong names files of this computer: it is said here, not to who asked.
      console.error(`demo web: ${request.method} ${JSON.stringify(request.url)}: ${(error.stderr || error.message).trim()}`);
      if (!reply.headersSent) reply.writeHead(500, { ...security, 'Content-Type': 'text/plain; charset=utf-8' });
      reply.end('the server could not answer; its terminal says why');
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { values } = parseArgs({ options: { site: { type: 'string' }, rheobase: { type: 'string' }, port: { type: 'string' } } });
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port}: a number from 0 to 65535`);
    const server = await serve({ site: values.site, rheobase: values.rheobase, port });
    console.log(`http://127.0.0.1:${server.address().port}/   (Ctrl-C ends it)`);
  } catch (error) {
    console.error(`demo web: ${error.message}`);
    process.exitCode = 2;
  }
}
