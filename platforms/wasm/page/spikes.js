// Spikes by tick, then neuron; the newest `capacity` of them or more.
export class Spikes {
  constructor(capacity = 1 << 22) {
    this.capacity = capacity;
    this.clear();
  }

  clear() {
    this.ticks = new Uint32Array(1 << 12);
    this.neurons = new Uint32Array(1 << 12);
    this.count = 0;
    this.dropped = 0;
  }

  // tick, neuron, tick, neuron, … ascending
  add(pairs) {
    this.make_room(pairs.length / 2);
    for (let k = 0; k < pairs.length; k += 2) {
      this.ticks[this.count] = pairs[k];
      this.neurons[this.count] = pairs[k + 1];
      this.count += 1;
    }
  }

  make_room(more) {
    if (this.count > 2 * this.capacity) {
      const old = this.count - this.capacity;
      this.ticks.copyWithin(0, old, this.count);
      this.neurons.copyWithin(0, old, this.count);
      this.count -= old;
      this.dropped += old;
    }
    if (this.count + more <= this.ticks.length) return;
    for (const name of ['ticks', 'neurons']) {
      const larger = new Uint32Array(2 * (this.count + more));
      larger.set(this[name].subarray(0, this.count));
      this[name] = larger;
    }
  }

  // The first spike of that tick or a later one.
  at(tick) {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ticks[middle] < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
