// A worker with the library in it. Asked by messages { id, kind, … }, it answers { id, … } or { id, error }, in order.
import create from './rheobase.js';

const library = create();
const chunk_ticks = 16; // between two looks at the clock
let tick = 0, changed = true;

const text = (lib, name, types = [], values = []) => lib.ccall(name, 'string', types, values);

function must(error) {
  if (error !== '') throw new Error(error);
}

function hashes(lib) {
  const [state_hash, spike_hash] = text(lib, 'page_hashes').split(' ');
  return { state_hash, spike_hash };
}

function description(lib) {
  const out = { populations: [] };
  for (const line of text(lib, 'page_describe').split('\n')) {
    const [key, ...words] = line.split(' ');
    if (key === 'population') {
      out.populations.push({ type: words[0], size: Number(words[1]), name: words.slice(2).join(' ') });
    } else if (key === 'target') {
      out.target = words[0];
    } else if (key !== '') {
      out[key] = Number(words[0]);
    }
  }
  return out;
}

const compile = (lib, m) =>
  must(text(lib, 'page_compile', ['string', 'string'], [`/models/${m.model}.toml`, m.overrides.join('\n')]));

function start(lib) {
  must(text(lib, 'page_start'));
  tick = 0;
  changed = false;
}

const kinds = {
  // Compiles; then a network at tick 0, or, unless `restart`, new weights and noise for the one that runs.
  use(lib, m) {
    const began = performance.now();
    compile(lib, m);
    let refused = '';
    if (!m.restart) {
      refused = text(lib, 'page_swap');
      if (refused === '') changed = true;
    }
    if (m.restart || refused !== '') start(lib);
    return { network: description(lib), restarted: m.restart || refused !== '', ms: performance.now() - began };
  },
  reset(lib) {
    start(lib);
    return {};
  },
  // At most so many ticks, for at most so long. `mark`: the tick whose hashes are wanted if the run passes it and nothing
  // has changed since its start.
  advance(lib, m) {
    const began = performance.now(), from = tick, pieces = [];
    const answer = {};
    while (tick - from < m.ticks && performance.now() - began < m.budget_ms) {
      let count = Math.min(chunk_ticks, m.ticks - (tick - from));
      if (tick < m.mark) count = Math.min(count, m.mark - tick);
      const spikes = lib._page_step(count);
      tick += count;
      const at = lib._page_spikes() / 4;
      pieces.push(lib.HEAPU32.slice(at, at + 2 * spikes));
      if (tick === m.mark && !changed) answer.marked = hashes(lib);
    }
    answer.step_ms = performance.now() - began;
    answer.spikes = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let end = 0;
    for (const piece of pieces) {
      answer.spikes.set(piece, end);
      end += piece.length;
    }
    return { ...answer, tick, ticks: tick - from };
  },
  // So many ticks from tick 0 with these settings, whatever ran before.
  check(lib, m) {
    compile(lib, m);
    start(lib);
    while (tick < m.ticks) {
      const count = Math.min(chunk_ticks, m.ticks - tick);
      lib._page_step(count);
      tick += count;
    }
    return hashes(lib);
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
