// Are they the desktop's bits? The settings run from tick 0 in a worker of its own, and on the desktop, asked of the server.
import { check_ms, overrides_of, query_of } from './settings.js';
import { Remote } from './remote.js';

const settle_ms = 300; // a slider that still moves is not asked about

export class Check {
  constructor(page) {
    this.page = page; // element by id
    this.worker = new Remote('engine.js');
    this.asked = 0;
  }

  // What the settings are now; answers to earlier ones are dropped.
  ask(settings) {
    this.asked += 1;
    this.show('waiting', 'computing …');
    for (const row of ['here', 'desktop']) this.fill(row, null);
    this.fill('live', null, 'not there yet');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compare(settings, this.asked), settle_ms);
  }

  async compare(settings, asked) {
    const ticks = Math.round(check_ms / settings.dt);
    const [here, desktop] = await Promise.all([
      this.worker.ask({ kind: 'check', model: settings.model, overrides: overrides_of(settings), ticks })
        .catch((error) => ({ error: error.message })),
      ask_desktop(settings),
    ]);
    if (asked !== this.asked) return;
    this.fill('here', here.error ? null : here, here.error);
    this.fill('desktop', desktop.error ? null : desktop, desktop.error);
    if (here.error || desktop.error) this.show('unknown', here.error ? 'no run here' : 'no desktop to ask');
    else if (here.state_hash === desktop.state_hash && here.spike_hash === desktop.spike_hash) this.show('same', '✓ the same');
    else this.show('different', '✗ different');
  }

  // The run that is drawn passed the tick.
  live(hashes) {
    this.fill('live', hashes);
  }

  live_changed() {
    this.fill('live', null, 'its settings changed on the way; Reset');
  }

  show(verdict, words) {
    this.page.verdict.dataset.verdict = verdict;
    this.page.verdict.textContent = words;
  }

  fill(row, hashes, instead = '…') {
    const [state, spikes] = this.page[row].querySelectorAll('td');
    state.textContent = hashes ? hashes.state_hash : instead;
    spikes.textContent = hashes ? hashes.spike_hash : '';
    state.colSpan = hashes ? 1 : 2;
    spikes.hidden = !hashes;
  }
}

async function ask_desktop(settings) {
  try {
    const answer = await fetch(`desktop?${query_of(settings)}`);
    if (!answer.ok) return { error: await answer.text() };
    return await answer.json();
  } catch {
    return { error: 'no server that would run it; the command is below' };
  }
}
