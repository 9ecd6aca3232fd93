// `rheobase view`: a recorded run, from the files that the server gives; or one that goes on, from its WebSocket.
import { read_recording } from './files.js';
import { RunPlots } from './run_plots.js';

const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]));
const plots = new RunPlots(page);
const live_window_s = 2; // that is shown of a run that goes on

function fail(error) {
  page.error.hidden = false;
  page.error.textContent = error.message;
  page.state.textContent = '';
}

const say = (words) => (page.state.textContent = words);
const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;

async function show_part(base) {
  const { network, spikes, times_s, samples, signal_rows } = await read_recording(base);
  const first_tick = Math.round(network.begin_ms / network.dt_ms), last_tick = Math.round(network.end_ms / network.dt_ms);
  page.title.textContent = document.title = network.model;
  plots.begin(network, first_tick, network.begin_ms / 1000, network.end_ms / 1000);
  plots.add(spikes, last_tick, samples, times_s);
  plots.show_signals(signal_rows);
  const gaps = network.gaps_ms.map(([from, to]) => `${seconds(from)} to ${seconds(to)}`);
  say(`${seconds(network.begin_ms)} to ${seconds(network.end_ms)}, ${(spikes.length / 2).toLocaleString('en')} spikes` +
    (gaps.length > 0 ? `; not recorded: ${gaps.join(', ')}` : ''));
}

async function show_files(bases) {
  page.parts.hidden = bases.length < 2;
  bases.forEach((base, k) => page.parts.add(new Option(`part ${k + 1} of ${bases.length}`, base)));
  page.parts.addEventListener('change', () => show_part(page.parts.value).catch(fail));
  await show_part(bases[0]);
}

// Of a binary message: tick (u32), spikes (u32), samples (u32); then tick, neuron of each spike; then the samples: tick (u32)
// and the value of each recorded neuron (f32).
function read_stretch(buffer, network) {
  const head = new Uint32Array(buffer, 0, 3), [tick, spike_count, sample_count] = head;
  const widths = network.traces.map(({ count }) => count), width = widths.reduce((sum, count) => sum + count, 0);
  const spikes = new Uint32Array(buffer, 12, 2 * spike_count);
  const samples = widths.map((count) => new Float32Array(sample_count * count)), times_s = [];
  const begin = 12 + 8 * spike_count, row_bytes = 4 * (1 + width);
  for (let s = 0; s < sample_count; ++s) {
    times_s.push((new Uint32Array(buffer, begin + s * row_bytes, 1)[0] * network.dt_ms) / 1000);
    const row = new Float32Array(buffer, begin + s * row_bytes + 4, width);
    let at = 0;
    widths.forEach((count, k) => {
      samples[k].set(row.subarray(at, at + count), s * count);
      at += count;
    });
  }
  return { tick, spikes, samples, times_s };
}

function show_live() {
  const socket = new WebSocket(new URL('live', location.href.replace(/^http/, 'ws')));
  socket.binaryType = 'arraybuffer';
  let network = null, is_over = false;
  const end = (words) => {
    is_over = true;
    document.body.dataset.live = 'ended';
    if (network) say(`${words} at ${seconds(page.state.dataset.tick * network.dt_ms)}`);
    else fail(new Error(`${words} before it began`));
  };
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') {
      const message = JSON.parse(data);
      if (message.ended) return end('the run has ended');
      network = message;
      const begin_s = network.begin_ms / 1000;
      page.title.textContent = document.title = network.model;
      plots.begin(network, Math.round(network.begin_ms / network.dt_ms), begin_s, begin_s);
      document.body.dataset.live = 'running';
      return undefined;
    }
    const { tick, spikes, samples, times_s } = read_stretch(data, network);
    plots.add(spikes, tick, samples, times_s);
    if (plots.shown.shows_all && plots.shown.end - plots.shown.begin > live_window_s) {
      plots.shown.set(plots.shown.end - live_window_s, plots.shown.end);
    }
    page.state.dataset.tick = tick;
    say(`live: ${seconds(tick * network.dt_ms)}`);
    return undefined;
  });
  socket.addEventListener('close', () => {
    if (!is_over) end('the connection ended');
  });
}

try {
  const answer = await (await fetch('view.json')).json();
  if (answer.live) show_live();
  else await show_files(answer.parts);
} catch (error) {
  fail(error);
}
