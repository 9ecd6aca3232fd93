// The page of the live network: asks the worker for as many steps as the clock says, and draws what comes back.
import { Check } from './check.js';
import { Controls } from './controls.js';
import { neurons_of } from './populations.js';
import { Raster } from './raster.js';
import { Rates } from './rates.js';
import { Remote } from './remote.js';
import { check_ms, command_of, overrides_of } from './settings.js';
import { Spikes } from './spikes.js';
import { LastSecond } from './windows.js';

const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]));
const budget_ms = 12; // of stepping between two pictures
const most_behind_ms = 250; // a machine that is too slow falls behind; it does not run after

const spikes = new Spikes(1 << 20);
const shown = new LastSecond();
const raster = new Raster(page.raster, shown, spikes);
const rates = new Rates(page.rates, shown, 1);
const check = new Check(page);
const worker = new Remote('engine.js');

let network = null, running = true, speed = 1;
let owed_ms = 0, asking = false, wanted = null, last_frame = 0;
let measured = []; // [wall ms, simulated ms, ms of stepping] of the last second

function fail(error) {
  page.error.hidden = false;
  page.error.textContent = error.message;
}

const controls = new Controls(page, (settings, restart) => {
  wanted = { settings: { ...settings }, restart: restart || Boolean(wanted?.restart) };
  check.ask(wanted.settings);
  page.command.textContent = command_of(settings);
  page['check-ticks'].textContent = `${Math.round(check_ms / settings.dt)} steps`;
});

// Compiles what is wanted: a new network, or other weights for the one that runs.
async function use({ settings, restart }) {
  const answer = await worker.ask({
    kind: 'use', model: settings.model, overrides: overrides_of(settings), restart: restart || !network,
  });
  network = answer.network;
  raster.use(network);
  if (answer.restarted) cleared();
  else check.live_changed();
  page.size.textContent = `${neurons_of(network.populations)} neurons, ${network.synapses.toLocaleString('en')} synapses`;
  page.target.textContent = ` (${network.target === 'WASM' ? 'with SIMD' : network.target})`;
  page.error.hidden = true;
}

const groups_of = ({ populations }) =>
  ['excitatory', 'inhibitory'].map((kind) => ({
    colour: `--${kind}`, populations: populations.flatMap(({ type }, p) => (type === kind ? [p] : [])),
  }));

function cleared() {
  spikes.clear();
  rates.use(network, groups_of(network));
  measured = [];
  owed_ms = 0;
  show({ tick: 0 });
}

async function advance() {
  const ticks = speed === Infinity ? 2 ** 30 : Math.floor(owed_ms / network.dt_ms);
  if (ticks < 1) return;
  const mark = Math.round(check_ms / network.dt_ms);
  const answer = await worker.ask({ kind: 'advance', ticks, budget_ms, mark });
  owed_ms -= answer.ticks * network.dt_ms;
  spikes.add(answer.spikes);
  rates.add(answer.spikes, answer.tick);
  if (answer.marked) check.live(answer.marked);
  measured.push([performance.now(), answer.ticks * network.dt_ms, answer.step_ms]);
  show(answer);
}

function show({ tick }) {
  page.time.textContent = `${((tick * network.dt_ms) / 1000).toFixed(3)} s`;
  page.time.dataset.tick = tick;
  shown.end = (tick * network.dt_ms) / 1000;
  const now = performance.now();
  while (measured.length > 0 && measured[0][0] < now - 1000) measured.shift();
  const simulated = measured.reduce((sum, m) => sum + m[1], 0);
  const wall = measured.length > 1 ? now - measured[0][0] : 0;
  const stepping = measured.reduce((sum, m) => sum + m[2], 0);
  page.speed.textContent = wall > 200 ? times((simulated - measured[0][1]) / wall) : '–';
  page.could.textContent = stepping > 0 ? times(simulated / stepping) : '–';
  const [e, i] = rates.means();
  page['rate-e'].textContent = e === null ? '–' : `${e.toFixed(1)} Hz`;
  page['rate-i'].textContent = i === null ? '–' : `${i.toFixed(1)} Hz`;
}

const times = (factor) => `${factor >= 10 ? factor.toFixed(0) : factor.toFixed(2)}×`;

// One thing at a time is asked of the worker: new settings before new steps.
async function turn(elapsed_ms) {
  if (running && speed !== Infinity) owed_ms = Math.min(owed_ms + elapsed_ms * speed, most_behind_ms * speed);
  if (asking) return;
  asking = true;
  try {
    if (wanted) {
      const now = wanted;
      wanted = null;
      await use(now);
    } else if (network && running) {
      await advance();
    }
  } catch (error) {
    fail(error);
  }
  asking = false;
}

function frame(now) {
  turn(now - last_frame);
  last_frame = now;
  if (network) {
    raster.draw();
    rates.draw();
  }
  requestAnimationFrame(frame);
}

function run(on) {
  running = on;
  owed_ms = 0;
  measured = [];
  page.run.textContent = on ? 'Pause' : 'Start';
}

page.run.addEventListener('click', () => run(!running));
page.reset.addEventListener('click', () => {
  wanted = { settings: { ...controls.settings }, restart: true };
  check.fill('live', null, 'not there yet');
});
for (const choice of document.querySelectorAll('input[name="speed"]')) {
  choice.addEventListener('change', () => {
    speed = Number(choice.value);
    run(running);
  });
}
controls.set(controls.settings);
requestAnimationFrame((now) => {
  last_frame = now;
  frame(now);
});
