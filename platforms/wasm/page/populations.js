// How populations look: the same colours in raster, rates and traces.
const shades = {
  excitatory: ['--excitatory', '--excitatory-2', '--excitatory-3', '--excitatory-4'],
  inhibitory: ['--inhibitory', '--inhibitory-2', '--inhibitory-3'],
  other: ['--other', '--other-2', '--other-3', '--other-4'],
};

// Names of colours, one for each population.
export function colours_of(populations) {
  const used = { excitatory: 0, inhibitory: 0, other: 0 };
  return populations.map(({ type }) => {
    const kind = shades[type] ? type : 'other';
    return shades[kind][used[kind]++ % shades[kind].length];
  });
}

export const neurons_of = (populations) => populations.reduce((sum, p) => sum + p.neurons, 0);

// The first neuron of each population, in the numbering through all of them.
export function firsts_of(populations) {
  let first = 0;
  return populations.map(({ neurons }) => (first += neurons) - neurons);
}
