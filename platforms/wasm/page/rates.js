// Rates of groups of neurons, in bins of 5 ms, of more where a long time is shown. As in docs/statistics.md, a step belongs
// to the bin in which it begins.
import { colour, make_plot } from './plot.js';

const bin_ms = 5;
const bins_a_second = 1000 / bin_ms;
const most_bins = 500; // that are shown

// 1, 2, 5, 10, 20 …: the first that is not less.
function rounded_up(x) {
  const decade = 10 ** Math.floor(Math.log10(Math.max(1, x)));
  return [1, 2, 5, 10].map((digit) => digit * decade).find((number) => number >= x);
}

export class Rates {
  // `kept_s`: how much of the past is kept.
  constructor(element, shown, kept_s = Infinity) {
    this.element = element;
    this.shown = shown;
    this.kept = kept_s * bins_a_second;
  }

  // `groups`: [{ populations: [numbers], colour }]; the run begins at `first_tick`.
  use(network, groups, first_tick = 0) {
    this.dt_ms = network.dt_ms;
    this.groups = groups;
    const group_of = network.populations.map((_, p) => groups.findIndex(({ populations }) => populations.includes(p)));
    this.group_of_neuron = network.populations.flatMap(({ neurons }, p) => Array(neurons).fill(group_of[p]));
    this.sizes = groups.map(({ populations }) => populations.reduce((sum, p) => sum + network.populations[p].neurons, 0));
    this.plot?.remove();
    this.plot = make_plot(this.element, this.shown, {
      y: { label: 'rate (Hz)', range: (u, least, most) => [0, Math.max(50, 25 * Math.ceil((most ?? 0) / 25))] },
      series: groups.map((group) => ({ stroke: () => colour(group.colour), width: 2, points: { show: false } })),
    });
    this.tick = first_tick;
    this.first = this.bin_of(first_tick + 1); // the number of the first bin kept
    this.counts = []; // of a bin: the spikes of each group
  }

  bin_of(tick) {
    return Math.floor(((tick - 1) * this.dt_ms + 1e-6) / bin_ms);
  }

  add(spikes, tick) {
    const last = this.bin_of(tick + 1); // the one that the next step falls into; not yet whole
    if (last - this.first > 2 * this.kept) {
      const drop = last - this.kept - this.first;
      this.counts.splice(0, drop);
      this.first += drop;
    }
    while (this.first + this.counts.length <= last) this.counts.push(new Uint32Array(this.groups.length));
    for (let k = 0; k < spikes.length; k += 2) {
      const bin = this.bin_of(spikes[k]) - this.first, group = this.group_of_neuron[spikes[k + 1]];
      if (bin >= 0 && group >= 0) this.counts[bin][group] += 1;
    }
    this.tick = tick;
  }

  whole_bins() {
    return this.counts.slice(0, Math.max(0, this.counts.length - 1));
  }

  // Whole bins, merged to as many as can be told apart. Returns what one then lasts, in ms.
  draw() {
    const [from, to] = this.shown.range(), bins = this.whole_bins();
    const merged = rounded_up(((to - from) * bins_a_second) / most_bins);
    const times = [], rates = this.sizes.map(() => []);
    for (let begin = (merged - (this.first % merged)) % merged; begin + merged <= bins.length; begin += merged) {
      times.push(((this.first + begin + merged / 2) * bin_ms) / 1000);
      this.sizes.forEach((size, group) => {
        let spikes = 0;
        for (let k = begin; k < begin + merged; ++k) spikes += bins[k][group];
        rates[group].push(size ? (spikes / size / (merged * bin_ms)) * 1000 : null);
      });
    }
    this.plot.setData([times, ...rates]);
    return merged * bin_ms;
  }

  // Hz of each group over the last `seconds` at most; null where nothing is known.
  means(seconds = 1) {
    const bins = this.whole_bins().slice(-Math.min(seconds * bins_a_second, this.counts.length));
    return this.sizes.map((size, group) => {
      if (bins.length === 0 || !size) return null;
      return (bins.reduce((sum, counts) => sum + counts[group], 0) / size / (bins.length * bin_ms)) * 1000;
    });
  }
}
