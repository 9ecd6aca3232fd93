// The raster: a dot a spike, neurons from the bottom up in the order of their populations.
import { colour, make_plot } from './plot.js';
import { colours_of, neurons_of } from './populations.js';

export class Raster {
  constructor(element, shown, spikes) {
    this.spikes = spikes;
    this.shown = shown;
    this.picture = document.createElement('canvas');
    this.use({ dt_ms: 1, populations: [{ type: 'excitatory', neurons: 1000 }] });
    this.plot = make_plot(element, shown, {
      y: { label: 'neuron', range: () => [0, this.size] },
      hooks: { draw: [(u) => this.paint(u)] },
    });
  }

  use(network) {
    this.network = network;
    this.size = Math.max(1, neurons_of(network.populations));
  }

  draw() {
    this.plot.setData([this.shown.range(), [null, null]]);
  }

  paint(plot) {
    const { left, top, width, height } = plot.bbox;
    if (width < 1 || height < 1) return;
    const w = Math.round(width), h = Math.round(height), picture = this.picture;
    if (picture.width !== w || picture.height !== h) {
      [picture.width, picture.height] = [w, h];
      this.image = picture.getContext('2d').createImageData(w, h);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(0);
    this.dots(w, h, plot.scales.x);
    picture.getContext('2d').putImageData(this.image, 0, 0);
    plot.ctx.drawImage(picture, left, top);
  }

  dots(w, h, { min, max }) {
    const { spikes, size } = this, dt_s = this.network.dt_ms / 1000;
    const [wide, high] = this.dot_size(w, h, max - min);
    const colours = this.colours();
    const end = spikes.at(Math.floor(max / dt_s + 1e-6) + 1);
    for (let k = spikes.at(Math.ceil(min / dt_s - 1e-6)); k < end; ++k) {
      const neuron = spikes.neurons[k];
      const x = Math.min(w - wide, Math.floor(((spikes.ticks[k] * dt_s - min) / (max - min)) * (w - wide)));
      const y = Math.min(h - high, Math.max(0, Math.floor((1 - (neuron + 0.5) / size) * h - high / 2)));
      for (let row = y; row < y + high; ++row) this.pixels.fill(colours[neuron], row * w + x, row * w + x + wide);
    }
  }

  // A dot, or where few neurons are shown, a stroke as high as its neuron's row.
  dot_size(w, h) {
    const dot = Math.max(2, Math.round(1.5 * devicePixelRatio));
    return [dot, Math.min(h, Math.max(dot, Math.floor((0.7 * h) / this.size)))];
  }

  // Of each neuron, as a pixel of the picture.
  colours() {
    const out = new Uint32Array(this.size), names = colours_of(this.network.populations);
    let first = 0;
    this.network.populations.forEach(({ neurons }, k) => {
      const [r, g, b] = colour(names[k]).match(/[0-9a-f]{2}/gi).map((digits) => parseInt(digits, 16));
      out.fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0, first, first + neurons);
      first += neurons;
    });
    return out;
  }
}
