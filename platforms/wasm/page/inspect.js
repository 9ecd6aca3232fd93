// The numbers of `rheobase inspect`: the most important as tiles, all of them as tables. What the engine's memory takes is
// that of machines whose pointers have 32 bits, as WebAssembly's and microcontrollers' have.

const whole = (x) => Number(x).toLocaleString('en');

function bytes(x) {
  if (x < 10000) return `${whole(x)} B`;
  return x < 1e6 ? `${(x / 1000).toFixed(x < 1e5 ? 1 : 0)} kB` : `${(x / 1e6).toPrecision(3)} MB`;
}

function element(tag, text) {
  const out = document.createElement(tag);
  out.textContent = text;
  return out;
}

// rows: [cell, …]; numbers stand to the right.
function table(heads, rows) {
  const out = document.createElement('table'), head = out.createTHead().insertRow(), body = out.createTBody();
  for (const words of heads) head.append(element('th', words));
  for (const row of rows) {
    const line = body.insertRow();
    for (const cell of row) {
      const data = element('td', typeof cell === 'number' ? whole(cell) : cell);
      if (typeof cell === 'number') data.className = 'number';
      line.append(data);
    }
  }
  const room = document.createElement('div');
  room.className = 'wide';
  room.append(out);
  return room;
}

export function show_numbers(page, network) {
  const bound = network.step_at_most;
  page.tiles.replaceChildren(...[
    ['neurons', whole(network.neurons)],
    ['synapses', whole(network.synapses)],
    ['flash', bytes(network.flash_bytes)],
    ['RAM, 32 bit', bytes(network.ram_bytes)],
    ['max events/step', whole(bound.synaptic_events)],
  ].map(([label, value]) => {
    const tile = document.createElement('div');
    tile.append(element('span', label), element('b', value));
    return tile;
  }));
  const delay = (p) => (p.longest_delay_ms > p.delay_ms ? `${p.delay_ms}–${p.longest_delay_ms} ms` : `${p.delay_ms} ms`);
  page.tables.replaceChildren(
    table(['population', 'neurons', 'type', 'model', 'integrator'],
      network.populations.map((p) => [p.name, p.neurons, p.type || '–', p.model, p.integrator])),
    table(['projection', 'storage', 'synapses', 'bytes', 'delay', 'resolution', 'largest error'],
      network.projections.map((p) => [`${p.source} → ${p.target}`, p.storage, p.synapses, p.bytes, delay(p),
        p.resolution.toPrecision(3), p.largest_error.toPrecision(3)])),
    table(['channel', 'kind', 'resolution of the sum', 'largest sum', 'headroom'],
      network.channels.map((c) => [`${c.population}.${c.name}`, c.kind, c.resolution.toPrecision(3),
        c.largest_sum.toPrecision(6), `${c.headroom.toFixed(1)}×`])),
    table(['part', 'flash', 'RAM, 32 bit', 'events a step'],
      bound.parts.map((p) => [p.name, p.flash_bytes, p.ram_bytes, p.synaptic_events])),
    table(['one step at most', ''], [
      ['neuron updates', bound.neuron_updates], ['synaptic events', bound.synaptic_events], ['bytes touched', bound.bytes_touched],
      ...Object.entries(bound.instructions).map(([target, count]) => [`instructions, x86-64 ${target}`, count]),
      ...Object.entries(bound.stack_bytes).map(([platform, size]) => [`stack in bytes, ${platform}`, size]),
    ]),
  );
}
