// What can be set: the same for the page, for the desktop that it is compared with, and for the test. Every setting is a
// `--set key=value` of `rheobase run`, and of nothing else.

export const models = {
  paper: { integrator: 'izhikevich2003', dt: 1 },
  gamma: { integrator: 'riccati', dt: 0.5 },
};
export const integrators = ['izhikevich2003', 'riccati', 'euler', 'rk2', 'rk4', 'izhikevich2004'];
export const steps_ms = [1, 0.5, 0.25, 0.2, 0.1];
export const check_ms = 1000; // of biological time, from tick 0: what is compared

// Those marked live change a network that runs; the others begin a new one.
export const ranges = {
  noise_scale: { least: 0, most: 3, live: true },
  weight_scale_e: { least: 0, most: 3, live: true },
  weight_scale_i: { least: 0, most: 3, live: true },
  n: { least: 100, most: 2000 },
  seed: { least: 0, most: 4294967295 },
};

export function defaults_of(model) {
  return {
    model, n: 1000, noise_scale: 1, weight_scale_e: 1, weight_scale_i: 1, keep_input: true, seed: 1, ...models[model],
  };
}

// "key=value", each for one --set. The paper's weights are for 1000 neurons: keep_input scales them to others.
export function overrides_of(s) {
  return [
    `n=${s.n}`, `weight_scale=${s.keep_input ? 1000 / s.n : 1}`, `weight_scale_e=${s.weight_scale_e}`,
    `weight_scale_i=${s.weight_scale_i}`, `noise_scale=${s.noise_scale}`, `integrator=${s.integrator}`, `dt=${s.dt}ms`,
    `seed=${s.seed}`,
  ];
}

export function command_of(s) {
  const standard = overrides_of(defaults_of(s.model));
  const words = overrides_of(s).filter((word) => !standard.includes(word)).map((word) => ` --set ${word}`);
  return `rheobase run models/${s.model}.toml${words.join('')} --duration ${check_ms}ms`;
}

export function query_of(settings) {
  return new URLSearchParams(settings).toString();
}

// Settings from a query; throws an Error that says which one is wrong.
export function settings_from(query) {
  const given = new URLSearchParams(query);
  const one_of = (key, list) => {
    const value = given.get(key);
    if (!list.includes(value)) throw new Error(`${key} is one of ${list.join(', ')}`);
    return value;
  };
  const s = { model: one_of('model', Object.keys(models)), integrator: one_of('integrator', integrators) };
  s.dt = Number(one_of('dt', steps_ms.map(String)));
  s.keep_input = one_of('keep_input', ['true', 'false']) === 'true';
  for (const [key, { least, most }] of Object.entries(ranges)) {
    s[key] = Number(given.get(key) || NaN);
    const whole = key === 'n' || key === 'seed';
    if (!(s[key] >= least && s[key] <= most) || (whole && !Number.isInteger(s[key]))) {
      throw new Error(`${key} is a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
    }
  }
  return s;
}
