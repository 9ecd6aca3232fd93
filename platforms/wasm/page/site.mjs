// The folder of static files that any web server can serve: the pages, their programs bundled, the library.
//   node site.mjs --build FOLDER --site FOLDER      FOLDER of --build has rheobase.js and rheobase.wasm
//   node site.mjs --site FOLDER                     the page of `rheobase view` alone, which needs no library
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: given } = parseArgs({ options: { build: { type: 'string' }, site: { type: 'string' } } });
const entries = given.build ? ['main.js', 'playground.js', 'engine.js'] : ['view.js'];
const pages = given.build ? ['index.html', 'playground.html'] : ['view.html'];
const packages = path.join(here, 'node_modules');

// What rheobase.wasm is compiled of besides Rheobase, as Debian's packages are called, which have the terms.
const compiled = ['libtomlplusplus-dev', 'libmuparser-dev', 'nlohmann-json3-dev', 'libfmt-dev', 'libhwy-dev'];

// Of every package that is in the bundles, and of what is compiled in.
async function licences(inputs) {
  const names = new Set(['uplot']);
  for (const input of Object.keys(inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) names.add(match[1]);
  }
  const texts = [];
  for (const name of [...names].sort()) {
    const { version } = JSON.parse(await readFile(path.join(packages, name, 'package.json'), 'utf8'));
    const files = await readdir(path.join(packages, name));
    const text = await readFile(path.join(packages, name, files.find((file) => /^licen[cs]e/i.test(file))), 'utf8');
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  for (const name of given.build ? compiled : []) {
    const text = await readFile(`/usr/share/doc/${name}/copyright`, 'utf8').catch(() => 'Its terms are in its source.');
    texts.push(`${name} (in rheobase.wasm)\n\n${text.trim()}\n`);
  }
  texts.unshift(`Rheobase\n\n${(await readFile(path.join(here, '../../../LICENSE'), 'utf8')).trim()}\n`);
  return texts.join(`\n${'-'.repeat(78)}\n\n`);
}

await rm(given.site, { recursive: true, force: true });
await mkdir(given.site, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: path.resolve(given.site),
  bundle: true, splitting: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8',
  external: ['./rheobase.js'], // Emscripten's, which looks for rheobase.wasm beside itself
  legalComments: 'none', // their texts are in licences.txt
  metafile: true, logLevel: 'warning',
});
for (const name of [...pages, 'style.css']) await copyFile(path.join(here, name), path.join(given.site, name));
await copyFile(path.join(packages, 'uplot/dist/uPlot.min.css'), path.join(given.site, 'uPlot.min.css'));
for (const name of given.build ? ['rheobase.js', 'rheobase.wasm'] : []) await copyFile(path.join(given.build, name), path.join(given.site, name));
await writeFile(path.join(given.site, 'licences.txt'), await licences(metafile.inputs));
