// Curves over time: recorded states of neurons, sensors and motors.
import { colour, make_plot } from './plot.js';
import { colours_of, firsts_of } from './populations.js';

const most_curves = 12; // of a panel
export const shades = ['--excitatory', '--inhibitory', '--other', '--excitatory-2', '--inhibitory-2', '--other-2', '--excitatory-3',
  '--inhibitory-3', '--other-3', '--excitatory-4', '--other-4'];

// One plot with its legend. curves: [{ name, colour, peak }]; peak: to which a spike is drawn, whatever is left of it in
// the samples.
export class Panel {
  constructor(parent, shown, label, curves) {
    this.curves = curves.slice(0, most_curves);
    this.shown = shown;
    this.element = document.createElement('div');
    this.element.className = 'panel';
    this.element.append(this.legend(curves.length - this.curves.length));
    const room = document.createElement('div');
    room.className = 'plot';
    room.setAttribute('role', 'img');
    room.setAttribute('aria-label', label);
    this.element.append(room);
    parent.append(this.element);
    this.plot = make_plot(room, shown, {
      y: { label, range: (u, least, most) => this.y_range(least, most) },
      series: this.curves.map((curve) => ({ stroke: () => colour(curve.colour), width: 1.5, points: { show: false } })),
      hooks: { draw: [(u) => this.draw_spikes(u)] },
    });
    this.clear();
  }

  legend(left_out) {
    const legend = document.createElement('div');
    legend.className = 'legend small';
    for (const curve of this.curves) {
      const entry = document.createElement('span'), mark = document.createElement('i');
      mark.style.background = `var(${curve.colour})`;
      entry.append(mark, curve.name);
      legend.append(entry);
    }
    if (left_out > 0) legend.append(`and ${left_out} more, not drawn`);
    return legend;
  }

  clear() {
    this.times = [];
    this.values = this.curves.map(() => []);
    this.spikes = this.curves.map(() => []);
  }

  // A sample of every curve; NaN: none.
  add(time, values) {
    this.times.push(time);
    this.curves.forEach((_, k) => this.values[k].push(Number.isNaN(values[k]) ? null : values[k]));
  }

  // [time in ms, value of each curve …] of each sample.
  samples() {
    return this.times.map((time, k) => [Math.round(time * 1e6) / 1000, ...this.values.map((values) => values[k])]);
  }

  y_range(least, most) {
    if (least === null || most === null) return [0, 1];
    const peaks = this.curves.filter((_, k) => this.spikes[k].length > 0).map(({ peak }) => peak);
    const [low, high] = [Math.min(least, ...peaks), Math.max(most, ...peaks)];
    const margin = high > low ? 0.05 * (high - low) : 1;
    return [low - margin, high + margin];
  }

  draw() {
    this.plot.setData([this.times, ...this.values]);
  }

  // Strokes from the sample at the spike up to the peak.
  draw_spikes(plot) {
    const [from, to] = this.shown.range(), { ctx } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    ctx.clip();
    this.curves.forEach((curve, k) => {
      ctx.strokeStyle = colour(curve.colour);
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.beginPath();
      for (const time of this.spikes[k]) {
        if (time < from || time > to) continue;
        const sample = this.values[k][Math.min(plot.valToIdx(time), this.times.length - 1)];
        const x = plot.valToPos(time, 'x', true);
        ctx.moveTo(x, plot.valToPos(sample ?? curve.peak, 'y', true));
        ctx.lineTo(x, plot.valToPos(curve.peak, 'y', true));
      }
      ctx.stroke();
    });
    ctx.restore();
  }

  remove() {
    this.plot.remove();
    this.element.remove();
  }
}

// The recorded states of a network, a panel for each kind of state.
export class States {
  constructor(parent, shown) {
    this.parent = parent;
    this.shown = shown;
    this.panels = [];
  }

  // network.traces: [{ population, state, first, count }], a sample every network.sample_ticks.
  use(network) {
    for (const { panel } of this.panels) panel.remove();
    this.sample_s = (network.sample_ticks * network.dt_ms) / 1000;
    this.dt_s = network.dt_ms / 1000;
    this.samples = 0;
    const names = network.populations.map(({ name }) => name);
    const colours = colours_of(network.populations), firsts = firsts_of(network.populations);
    this.watched = new Map(); // the curves that show a neuron's spikes
    this.panels = [...new Set(network.traces.map(({ state }) => state))].map((state) => {
      const curves = [], sources = [];
      network.traces.forEach((trace, selection) => {
        if (trace.state !== state) return;
        const p = names.indexOf(trace.population);
        for (let k = 0; k < trace.count && curves.length <= most_curves; ++k) {
          const own = network.traces.filter((t) => t.state === state && t.population === trace.population)
            .reduce((sum, { count }) => sum + count, 0);
          curves.push({
            name: `${trace.population} ${state}[${trace.first + k}]`, peak: network.populations[p].peak_mv,
            colour: own === 1 ? colours[p] : shades[curves.length % shades.length],
            neuron: firsts[p] + trace.first + k,
          });
          sources.push({ selection, k, count: trace.count });
        }
      });
      const panel = new Panel(this.parent, this.shown, state === 'v' ? 'v (mV)' : state, curves);
      if (state === 'v') curves.slice(0, most_curves).forEach(({ neuron }, k) => this.watched.set(neuron, panel.spikes[k]));
      return { panel, sources };
    });
  }

  // The samples of each selection, samples x neurons; the spikes of the same stretch; the samples' times, if they do not
  // follow one another from the run's beginning.
  add(samples, spikes, times_s = null) {
    const first = this.samples;
    samples.forEach((values, selection) => {
      for (const { panel, sources } of this.panels) {
        if (sources[0].selection !== selection) continue;
        const count = values.length / sources[0].count;
        for (let s = 0; s < count; ++s) {
          panel.add(times_s ? times_s[s] : (first + s + 1) * this.sample_s, sources.map((from) => samples[from.selection][s * from.count + from.k]));
        }
        this.samples = first + count;
      }
    });
    for (let k = 0; k < spikes.length; k += 2) this.watched.get(spikes[k + 1])?.push(spikes[k] * this.dt_s);
  }

  draw() {
    for (const { panel } of this.panels) panel.draw();
  }
}
