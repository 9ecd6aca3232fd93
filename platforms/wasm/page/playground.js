// The playground: a model file is edited, checked as one types, compiled and run in this browser.
import { Editor } from './editor.js';
import { show_numbers } from './inspect.js';
import { fragment_of, shared_in } from './link.js';
import { Remote } from './remote.js';
import { RunPlots } from './run_plots.js';

const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((element) => [element.id, element]));
const typing_ms = 300; // without a key: then the text is checked
const budget_ms = 30; // of stepping between two pictures
const quick = { seconds: 1, updates: 3e7 }; // what runs without being asked: to compile, and neurons x steps

const plots = new RunPlots(page);
const checker = new Remote('engine.js');
let runner = new Remote('engine.js');
let name = 'model', shipped = ''; // the file's name, and its text as it ships, if it does
let run_number = 0, check_number = 0, timer = 0, network = null;

const file_name = () => `${name}.toml`;
const current = () => ({ text: editor.text, file: file_name(), record: page.record.value });

const editor = new Editor(page.editor, () => {
  if (editor.text !== shipped) page.models.value = '';
  check_soon();
}, () => run());

// "gamma.toml:24:5: why" as { line, column, message }; line 0: of the whole file.
function problem_of(words, severity) {
  const place = words.startsWith(file_name()) ? /^(?::(\d+))?(?::(\d+))?: /.exec(words.slice(file_name().length)) : null;
  const message = place ? words.slice(file_name().length + place[0].length) : words;
  return { line: Number(place?.[1] ?? 0), column: Number(place?.[2] ?? 0), message, severity };
}

function show_problems(problems) {
  editor.show(problems);
  const [first] = problems;
  page.problem.hidden = !first;
  if (!first) return;
  page.problem.dataset.severity = first.severity;
  page.problem.dataset.line = first.line;
  page.problem.textContent = first.line > 0 ? `line ${first.line}: ${first.message}` : first.message;
}

const fail = (error) => show_problems([problem_of(error.message, 'error')]);

function check_soon() {
  check_number += 1;
  clearTimeout(timer);
  timer = setTimeout(check, typing_ms);
}

// Runs what is right and quick; says what is wrong.
async function check() {
  const asked = (check_number += 1);
  try {
    const { forecast } = await checker.ask({ kind: 'forecast', ...current() });
    if (asked !== check_number) return;
    show_problems([]);
    if (forecast.seconds < quick.seconds && forecast.neurons * forecast.steps < quick.updates) await run();
    else say(`${forecast.neurons.toLocaleString('en')} neurons, about ${forecast.synapses.toLocaleString('en')} synapses: a long run; press Run`);
  } catch (error) {
    if (asked === check_number) fail(error);
  }
}

const say = (words) => (page.state.textContent = words);

function running(on) {
  page.stop.disabled = !on;
  document.body.dataset.running = on;
}

async function run() {
  const number = (run_number += 1);
  check_number += 1;
  clearTimeout(timer);
  running(true);
  say('compiling …');
  try {
    const answer = await runner.ask({ kind: 'use', restart: true, ...current() });
    if (number !== run_number) return;
    begin(answer.network);
    await run_steps(number);
  } catch (error) {
    if (number !== run_number) return;
    fail(error);
    say('');
  }
  if (number === run_number) running(false);
}

function begin(described) {
  network = described;
  show_problems(network.warnings.map((warning) => problem_of(warning, 'warning')));
  plots.begin(network, 0, 0, network.duration_ms / 1000);
  show_numbers(page, network);
  show_command();
  for (const id of ['state-hash', 'spike-hash']) page[id].textContent = '–';
}

// Whole chunks until the model's duration is over; a later run puts an end to it.
async function run_steps(number) {
  const mark = Math.ceil(network.duration_ms / network.dt_ms - 1e-6);
  let tick = 0, step_ms = 0;
  while (tick < mark) {
    const answer = await runner.ask({ kind: 'advance', ticks: mark - tick, budget_ms, mark });
    if (number !== run_number) return;
    tick = answer.tick;
    step_ms += answer.step_ms;
    plots.add(answer.spikes, tick, answer.samples);
    const simulated_ms = tick * network.dt_ms;
    say(`${(simulated_ms / 1000).toFixed(2)} s of ${(network.duration_ms / 1000).toFixed(2)} s, ` +
      `${speed_text(simulated_ms / step_ms)} real time in this page (${network.target})`);
    page.state.dataset.tick = tick;
    if (answer.marked) {
      page['state-hash'].textContent = answer.marked.state_hash;
      page['spike-hash'].textContent = answer.marked.spike_hash;
    }
  }
}

const speed_text = (factor) => `${Number.isFinite(factor) ? factor.toPrecision(factor < 100 ? 2 : 3).replace(/e.*/, '') : '–'} times`;

function show_command() {
  const ships = shipped !== '' && editor.text === shipped;
  const record = page.record.value.split('\n').filter((line) => line.trim() !== '');
  page.command.textContent = `rheobase run ${ships ? 'models/' : ''}${file_name()}` +
    record.map((line) => ` --record '${line}'`).join('') + (record.length > 0 ? ' --out out' : '');
}

function stop() {
  run_number += 1;
  runner.end();
  runner = new Remote('engine.js');
  running(false);
  say('stopped');
}

function download(bytes, as) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  [link.href, link.download] = [address, as];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const endings = { image: '.rheo', 'c-array': '.c', 'c-header': '.h' };

// Of the text as it is now, compiled apart from the run.
async function save(form) {
  if (form === 'model') return download(editor.text, file_name());
  const { text, file } = current();
  try {
    await checker.ask({ kind: 'compile', text, file });
    download((await checker.ask({ kind: 'file', form })).bytes, name + endings[form]);
  } catch (error) {
    fail(error);
  }
}

async function copy_link() {
  history.replaceState(null, '', await fragment_of({ name, text: editor.text, record: page.record.value }));
  let words = 'Copied';
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    words = 'In the address bar';
  }
  const before = 'Copy link';
  page.link.textContent = words;
  setTimeout(() => (page.link.textContent = before), 2000);
}

function open(model) {
  [name, shipped] = [model.name, model.shipped];
  page.record.value = model.record;
  page.models.value = shipped === '' ? '' : name;
  editor.open(model.text);
  show_problems([]);
  check();
}

async function open_shipped(model) {
  const { text } = await checker.ask({ kind: 'model', model });
  open({ name: model, text, record: '', shipped: text });
}

// What the address holds, else a model that ships.
async function open_address() {
  try {
    const shared = await shared_in(location.hash);
    if (shared) return open({ ...shared, name: shared.name.replace(/[^\w-]/g, '').slice(0, 40) || 'model', shipped: '' });
  } catch (error) {
    fail(error);
    return say('');
  }
  await open_shipped('gamma');
}

page.run.addEventListener('click', () => run());
page.stop.addEventListener('click', stop);
page.link.addEventListener('click', copy_link);
page.models.addEventListener('change', () => {
  history.replaceState(null, '', location.pathname);
  open_shipped(page.models.value).catch(fail);
});
page.record.addEventListener('input', check_soon);
page.problem.addEventListener('click', () => editor.go_to(Number(page.problem.dataset.line)));
for (const button of document.querySelectorAll('[data-form]')) button.addEventListener('click', () => save(button.dataset.form));
addEventListener('hashchange', open_address);

try {
  const { names } = await checker.ask({ kind: 'models' });
  for (const model of names) page.models.add(new Option(`${model}.toml`, model));
  await open_address();
} catch (error) {
  fail(error);
}
