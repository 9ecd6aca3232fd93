// The rates of excitatory and inhibitory neurons over the last second, in bins of 5 ms. As in docs/statistics.md, a step
// belongs to the bin in which it begins.
import { colour, make_plot, show, window_s } from './plot.js';

const bin_ms = 5;
const shown = (window_s * 1000) / bin_ms;

export class Rates {
  constructor(element) {
    this.plot = make_plot(element, {
      y: { label: 'rate (Hz)', range: (u, least, most) => [0, Math.max(50, 25 * Math.ceil((most ?? 0) / 25))] },
      series: [
        { stroke: () => colour('--excitatory'), width: 2, points: { show: false } },
        { stroke: () => colour('--inhibitory'), width: 2, points: { show: false } },
      ],
    });
    this.use({ dt_ms: 1, populations: [] });
    this.clear();
  }

  use(network) {
    this.dt_ms = network.dt_ms;
    this.inhibitory = network.populations.flatMap(({ type, size }) => Array(size).fill(type === 'inhibitory' ? 1 : 0));
    this.sizes = [0, 1].map((type) => this.inhibitory.filter((t) => t === type).length);
  }

  clear() {
    this.tick = 0;
    this.first = 0; // the number of the first bin kept
    this.counts = []; // of a bin: [excitatory, inhibitory] spikes
  }

  bin_of(tick) {
    return Math.floor(((tick - 1) * this.dt_ms + 1e-6) / bin_ms);
  }

  add(spikes, tick) {
    const last = this.bin_of(tick + 1); // the one that the next step falls into; not yet whole
    if (last - this.first > 2 * shown) {
      const drop = last - 2 * shown - this.first;
      this.counts.splice(0, drop);
      this.first += drop;
    }
    while (this.first + this.counts.length <= last) this.counts.push([0, 0]);
    for (let k = 0; k < spikes.length; k += 2) {
      const bin = this.bin_of(spikes[k]) - this.first;
      if (bin >= 0) this.counts[bin][this.inhibitory[spikes[k + 1]]] += 1;
    }
    this.tick = tick;
  }

  whole_bins() {
    return this.counts.slice(0, Math.max(0, this.counts.length - 1));
  }

  draw() {
    const bins = this.whole_bins();
    const data = [bins.map((_, k) => ((this.first + k + 0.5) * bin_ms) / 1000)];
    for (const type of [0, 1]) {
      data.push(bins.map((counts) => (this.sizes[type] ? (counts[type] / this.sizes[type] / bin_ms) * 1000 : null)));
    }
    show(this.plot, (this.tick * this.dt_ms) / 1000, data);
  }

  // Hz over the last second, [excitatory, inhibitory]; null where nothing is known.
  means() {
    const bins = this.whole_bins().slice(-shown);
    return [0, 1].map((type) => {
      if (bins.length === 0 || !this.sizes[type]) return null;
      return (bins.reduce((sum, counts) => sum + counts[type], 0) / this.sizes[type] / (bins.length * bin_ms)) * 1000;
    });
  }
}
