// The files of a recorded run, as `rheobase run --out` and `rheobase replay --out` write them.

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${(await answer.text()).trim() || answer.status}`);
  return answer;
}

// NumPy's .npy, version 1: { descr, view } with the data behind the header.
async function npy(address) {
  const bytes = await (await fetched(address)).arrayBuffer();
  const head = new DataView(bytes);
  if (bytes.byteLength < 10 || head.getUint32(0) !== 0x934e554d) throw new Error(`${address}: is no .npy file`);
  const begin = 10 + head.getUint16(8, true);
  const descr = new TextDecoder().decode(new Uint8Array(bytes, 10, begin - 10));
  return { descr, bytes: bytes.slice(begin) };
}

async function numbers(address) {
  const { descr, bytes } = await npy(address);
  if (descr.includes("'<f4'")) return new Float32Array(bytes);
  if (descr.includes("'<f8'")) return new Float64Array(bytes);
  throw new Error(`${address}: holds other numbers than float32 and float64`);
}

// tick, neuron, tick, neuron, …: a spike belongs to the step that ends at its time or after it.
async function spike_pairs(address, dt_ms) {
  const { bytes } = await npy(address);
  const view = new DataView(bytes), size = 12, pairs = new Uint32Array((2 * bytes.byteLength) / size);
  for (let k = 0; k < pairs.length / 2; ++k) {
    pairs[2 * k] = Math.ceil(view.getFloat64(size * k, true) / dt_ms - 1e-6);
    pairs[2 * k + 1] = view.getUint32(size * k + 8, true);
  }
  return pairs;
}

// Times and values of sensors and motors: [time_ms, value …] a row; NaN where there is none.
function rows_of(csv) {
  return csv.trim().split('\n').slice(1).map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell))));
}

// What the folder at `base` holds: { network, spikes, times_s, samples, signal_rows }.
export async function read_recording(base) {
  const network = await (await fetched(`${base}recording.json`)).json();
  const [spikes, times_ms, samples, csv] = await Promise.all([
    spike_pairs(`${base}spikes.npy`, network.dt_ms),
    network.traces.length ? numbers(`${base}record/time_ms.npy`) : [],
    Promise.all(network.traces.map(({ file }) => numbers(`${base}record/${encodeURIComponent(file)}.npy`))),
    network.signals.length ? fetched(`${base}signals.csv`).then((answer) => answer.text()) : '',
  ]);
  return { network, spikes, times_s: Array.from(times_ms, (t) => t / 1000), samples, signal_rows: csv ? rows_of(csv) : [] };
}
