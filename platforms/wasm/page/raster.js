// The raster: a dot a spike, the last second, neurons from the bottom up in the order of their populations.
import { colour, make_plot, show, window_s } from './plot.js';

const capacity = 1 << 21; // spikes kept; beyond, the oldest go

export class Raster {
  constructor(element) {
    this.ticks = new Uint32Array(capacity);
    this.neurons = new Uint32Array(capacity);
    this.picture = document.createElement('canvas');
    this.network = { dt_ms: 1, populations: [{ type: 'excitatory', size: 1000 }] };
    this.clear();
    this.plot = make_plot(element, {
      y: { label: 'neuron', range: () => [0, this.size] },
      hooks: { draw: [(u) => this.paint(u)] },
    });
  }

  get size() {
    return this.network.populations.reduce((sum, p) => sum + p.size, 0);
  }

  use(network) {
    this.network = network;
  }

  clear() {
    this.count = 0;
    this.tick = 0;
  }

  // spikes: tick, neuron, tick, neuron, … ascending; `tick`: where the run stands.
  add(spikes, tick) {
    for (let k = 0; k < spikes.length; k += 2) {
      this.ticks[this.count % capacity] = spikes[k];
      this.neurons[this.count % capacity] = spikes[k + 1];
      this.count += 1;
    }
    this.tick = tick;
  }

  draw() {
    const end = (this.tick * this.network.dt_ms) / 1000;
    show(this.plot, end, [[Math.max(0, end - window_s), Math.max(window_s, end)], [null, null]]);
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
    const { dt_ms } = this.network, size = this.size;
    const dot = Math.max(2, Math.round(1.5 * devicePixelRatio));
    const colours = this.colours();
    const oldest = Math.max(0, this.count - capacity);
    for (let k = this.count - 1; k >= oldest; --k) {
      const t = (this.ticks[k % capacity] * dt_ms) / 1000;
      if (t < min) break;
      const neuron = this.neurons[k % capacity];
      const x = Math.min(w - dot, Math.floor(((t - min) / (max - min)) * (w - dot)));
      const y = Math.max(0, Math.floor((1 - (neuron + 0.5) / size) * h - dot / 2));
      for (let row = y; row < Math.min(h, y + dot); ++row) this.pixels.fill(colours[neuron], row * w + x, row * w + x + dot);
    }
  }

  // Of each neuron, as a pixel of the picture.
  colours() {
    const out = new Uint32Array(this.size);
    let first = 0;
    for (const { type, size } of this.network.populations) {
      const [r, g, b] = colour(type === 'inhibitory' ? '--inhibitory' : '--excitatory').match(/[0-9a-f]{2}/gi)
        .map((digits) => parseInt(digits, 16));
      out.fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0, first, first + size);
      first += size;
    }
    return out;
  }
}
