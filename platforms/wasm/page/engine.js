// A worker with the library in it. Asked by messages { id, kind, … }, it answers { id, … } or { id, error }, in order.
import create from './rheobase.js';

const library = create();
const chunk_ticks = 16; // between two looks at the clock
let tick = 0, changed = true;
let network = null; // its description
let samples = 0; // of its recorded states, that were handed on

const text = (lib, name, ...values) => lib.ccall(name, 'string', values.map(() => 'string'), values);

function must(error) {
  if (error !== '') throw new Error(error);
}

function hashes(lib) {
  const [state_hash, spike_hash] = text(lib, 'page_hashes').split(' ');
  return { state_hash, spike_hash };
}

// Where the model of a message lies: one that ships, by name; or its text, as the file m.file.
function path_of(lib, m) {
  if (m.text === undefined) return `/models/${m.model}.toml`;
  lib.FS.writeFile(m.file, m.text);
  return m.file;
}

const settings_of = (m) => (m.overrides ?? []).join('\n');

const compile = (lib, m) => must(text(lib, 'page_compile', path_of(lib, m), settings_of(m)));

// At tick 0. m.record: what is recorded, one a line, '' for a neuron of each population; undefined: nothing.
function start(lib, m) {
  must(text(lib, 'page_start', m.record ?? null));
  network = JSON.parse(text(lib, 'page_describe'));
  tick = samples = 0;
  changed = false;
}

// Steps m.ticks at most, for m.budget_ms at most; calls at_chunk() now and then.
function step(lib, m, at_chunk = () => {}) {
  const began = performance.now(), from = tick;
  while (tick - from < m.ticks && !(performance.now() - began >= m.budget_ms)) {
    let count = Math.min(chunk_ticks, m.ticks - (tick - from));
    if (tick < m.mark) count = Math.min(count, m.mark - tick);
    const spikes = lib._page_step(count);
    tick += count;
    at_chunk(spikes);
  }
  return { ticks: tick - from, step_ms: performance.now() - began };
}

// The samples since the last call, of each selection.
function new_samples(lib) {
  const now = lib._page_samples(), from = samples;
  samples = now;
  return network.traces.map(({ count }, k) => {
    const at = lib._page_trace(k) / 4;
    return lib.HEAPF32.slice(at + from * count, at + now * count);
  });
}

function joined(pieces) {
  const out = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    out.set(piece, end);
    end += piece.length;
  }
  return out;
}

const kinds = {
  // The names of the models that ship, and the text of one.
  models: (lib) => ({
    names: lib.FS.readdir('/models').filter((name) => name.endsWith('.toml')).map((name) => name.slice(0, -5)).sort(),
  }),
  model: (lib, m) => ({ text: lib.FS.readFile(path_of(lib, m), { encoding: 'utf8' }) }),
  // What the model's text alone says of the network, without drawing it.
  forecast(lib, m) {
    must(text(lib, 'page_forecast', path_of(lib, m), settings_of(m)));
    return { forecast: JSON.parse(text(lib, 'page_answer')) };
  },
  // Compiles; then a network at tick 0, or, unless `restart`, new weights and noise for the one that runs.
  use(lib, m) {
    const began = performance.now();
    compile(lib, m);
    const swapped = !m.restart && text(lib, 'page_swap') === '';
    if (swapped) {
      changed = true;
      network = JSON.parse(text(lib, 'page_describe'));
    } else {
      start(lib, m);
    }
    return { network, restarted: !swapped, ms: performance.now() - began };
  },
  // `mark`: the tick whose hashes are wanted if the run passes it and nothing has changed since its start.
  advance(lib, m) {
    const answer = {}, pieces = [];
    Object.assign(answer, step(lib, m, (spikes) => {
      const at = lib._page_spikes() / 4;
      pieces.push(lib.HEAPU32.slice(at, at + 2 * spikes));
      if (tick === m.mark && !changed) answer.marked = hashes(lib);
    }));
    return { ...answer, tick, spikes: joined(pieces), samples: new_samples(lib) };
  },
  // So many ticks from tick 0 with these settings, whatever ran before.
  check(lib, m) {
    compile(lib, m);
    start(lib, m);
    step(lib, { ticks: m.ticks });
    return hashes(lib);
  },
  compile(lib, m) {
    compile(lib, m);
    return {};
  },
  // The network compiled last as a file: `form` is image, c-array or c-header.
  file(lib, m) {
    must(text(lib, 'page_write', m.form, '/output'));
    const bytes = lib.FS.readFile('/output');
    lib.FS.unlink('/output');
    return { bytes };
  },
};

onmessage = async ({ data }) => {
  try {
    const answer = kinds[data.kind](await library, data);
    postMessage({ id: data.id, ...answer }, answer.spikes ? [answer.spikes.buffer] : []);
  } catch (error) {
    postMessage({ id: data.id, error: error.message || String(error) });
  }
};
