// The controls: what is set, and what to tell when it changes.
import { defaults_of, integrators, ranges, steps_ms } from './settings.js';

const notes = {
  paper: 'models/paper.toml: a noise value and a synaptic pulse last one step, so another dt is another network.',
  gamma: 'models/gamma.toml: noise and pulses last 1 ms whatever dt is, so dt is accuracy alone.',
};

export class Controls {
  // changed(settings, restart)
  constructor(page, changed) {
    this.page = page;
    this.changed = changed;
    for (const name of integrators) page.integrator.add(new Option(name));
    for (const dt of steps_ms) page.dt.add(new Option(`${dt} ms`, dt));
    for (const [key, range] of Object.entries(ranges)) {
      [page[key].min, page[key].max] = [range.least, range.most];
      page[key].addEventListener(key === 'seed' ? 'change' : 'input', () => this.read(key, !range.live));
    }
    for (const key of ['keep_input', 'integrator', 'dt']) page[key].addEventListener('change', () => this.read(key, true));
    page.model.addEventListener('change', () => this.set(defaults_of(page.model.value)));
    page.defaults.addEventListener('click', () => this.set(defaults_of('paper')));
    this.write(defaults_of('paper'));
  }

  // All at once: a new network.
  set(settings) {
    this.write(settings);
    this.changed(this.settings, true);
  }

  read(key, restart) {
    const element = this.page[key];
    if (key === 'keep_input') this.settings[key] = element.checked;
    else if (key === 'integrator') this.settings[key] = element.value;
    else this.settings[key] = element.checkValidity() && element.value !== '' ? Number(element.value) : ranges[key].least;
    this.write(this.settings);
    this.changed(this.settings, restart);
  }

  write(settings) {
    this.settings = { ...settings };
    for (const [key, value] of Object.entries(settings)) {
      if (key === 'keep_input') this.page[key].checked = value;
      else this.page[key].value = value;
    }
    for (const output of document.querySelectorAll('.slider output')) {
      const slider = output.parentElement.querySelector('input');
      output.textContent = slider.id === 'n' ? slider.value : `× ${Number(slider.value).toFixed(2)}`;
    }
    this.page['model-note'].textContent = notes[settings.model];
  }
}
