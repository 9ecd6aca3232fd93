// A run, whole or going on: raster, rates and curves over the same time, with their legend and the controls of the time.
import { colours_of } from './populations.js';
import { Raster } from './raster.js';
import { Rates } from './rates.js';
import { Spikes } from './spikes.js';
import { Panel, shades, States } from './traces.js';
import { Timeline } from './windows.js';

export class RunPlots {
  // page: element by id: raster, rates, traces, signals, plots, legend, bin, left-out, zoom-in, zoom-out, zoom-all.
  constructor(page) {
    this.page = page;
    this.network = null;
    this.spikes = new Spikes();
    this.shown = new Timeline(() => (this.is_stale = true));
    this.raster = new Raster(page.raster, this.shown, this.spikes);
    this.rates = new Rates(page.rates, this.shown);
    this.states = new States(page.traces, this.shown);
    this.signals = [];
    this.shown.attach(this.raster.plot);
    this.shown.attach_keys(page.plots);
    page['zoom-in'].addEventListener('click', () => this.shown.zoom(0.5));
    page['zoom-out'].addEventListener('click', () => this.shown.zoom(2));
    page['zoom-all'].addEventListener('click', () => this.shown.all());
    // For who looks from outside: what is shown, and the samples of the first panel.
    page.raster.range = () => this.shown.range();
    page.raster.count = () => this.spikes.count + this.spikes.dropped;
    page.traces.samples = () => this.states.panels[0]?.panel.samples() ?? [];
    this.frame();
  }

  // A run of this network from a tick on; what is shown of time at first, in s.
  begin(network, first_tick, from_s, to_s) {
    this.network = network;
    this.spikes.clear();
    this.raster.use(network);
    const colours = colours_of(network.populations);
    this.rates.use(network, network.populations.map((_, p) => ({ populations: [p], colour: colours[p] })), first_tick);
    this.states.use(network);
    for (const panel of this.signals) panel.remove();
    this.signals = [];
    for (const panel of this.states.panels) this.shown.attach(panel.panel.plot);
    this.shown.attach(this.rates.plot);
    this.shown.use(from_s, to_s);
    this.show_rates();
  }

  // The next stretch of the run, which ends at `tick`: its spikes, and the samples of each trace, whose times follow from
  // the network's if they are not given.
  add(spikes, tick, samples, times_s) {
    this.spikes.add(spikes);
    this.rates.add(spikes, tick);
    this.states.add(samples, spikes, times_s);
    this.shown.extend((tick * this.network.dt_ms) / 1000);
    this.is_stale = true;
    this.show_rates();
  }

  // Sensors and motors: rows of [time_ms, a value of each of network.signals].
  show_signals(rows) {
    const { signals } = this.network;
    for (const motor of [false, true]) {
      const columns = signals.flatMap((signal, k) => (signal.motor === motor ? [k] : []));
      if (columns.length === 0) continue;
      const panel = new Panel(this.page.signals, this.shown, motor ? 'motors' : 'sensors',
        columns.map((k, n) => ({ name: signals[k].name, colour: shades[n % shades.length], peak: NaN })));
      for (const row of rows) panel.add(row[0] / 1000, columns.map((k) => row[k + 1]));
      this.shown.attach(panel.plot);
      this.signals.push(panel);
    }
    this.is_stale = true;
  }

  // Names, colours and mean rates.
  show_rates() {
    const means = this.rates.means(Infinity), { populations } = this.network, colours = colours_of(populations);
    this.page.legend.replaceChildren(...populations.map((population, p) => {
      const entry = document.createElement('span'), mark = document.createElement('i'), rate = document.createElement('b');
      mark.style.background = `var(${colours[p]})`;
      rate.textContent = means[p] === null ? '' : `${means[p].toFixed(1)} Hz`;
      entry.append(mark, population.name, ' ', rate);
      return entry;
    }));
    const { dropped } = this.spikes;
    this.page['left-out'].textContent = dropped > 0 ? `The first ${dropped.toLocaleString('en')} spikes are not drawn.` : '';
  }

  frame() {
    if (this.is_stale && this.network) {
      this.is_stale = false;
      this.raster.draw();
      this.page.bin.textContent = this.rates.draw();
      this.states.draw();
      for (const panel of this.signals) panel.draw();
    }
    requestAnimationFrame(() => this.frame());
  }
}
