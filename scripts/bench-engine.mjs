// The engine on a fake clock: steps per second at journals of different lengths, a month of the loop, and what a long
// journal costs to read again. Lengths take turns within each round, so that whatever else the machine does falls on all
// of them alike. What only computes is also measured in processor time, to which other work on the machine adds less.
//
//   npm run bench:engine                   11 rounds with the build that is there
//   npm run bench:engine -- --rounds 3
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const root = join(import.meta.dirname, '..');
const place = process.argv.indexOf('--rounds');
const rounds = place === -1 ? 11 : Number(process.argv[place + 1]);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number, got ${process.argv[place + 1]}`);
if (!existsSync(join(root, 'build/lib'))) throw new Error('build/lib is absent; run npm run build');

const library = createRequire(join(root, 'build/lib/index.js'));
const { AxonLoop } = library('./engine/axon-loop.js');
const { loadAxons } = library('./spec/load.js');
const { openStore } = library('./local/store/store.js');
const { AxonMemory } = library('./local/axon-memory.js');

const LENGTHS = [1e2, 1e3, 1e4, 1e5];
/** Steps of one measurement. */
const STEPS = 2000;
const BEGIN = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

function load(text, file) {
  const { axons, issues } = loadAxons(text, { file });
  if (axons[0]?.axon === undefined) throw new Error(`${file}: ${JSON.stringify(issues)}`);
  return axons[0].axon;
}

/** An axon lived through: what the outside does next follows from the state alone, so any journal can be gone on with. */
class Life {
  now = BEGIN;
  accuracy = 0.96;

  constructor(axon, journal = []) {
    this.world = { live: () => ({ accuracy: 0.9 }), code: () => undefined };
    this.loop = AxonLoop.replay(journal, () => axon);
    this.now = journal.at(-1)?.time ?? BEGIN;
    if (journal.length === 0) this.first = this.tell({ kind: 'apply', hash: axon.hash, incarnation: 'one' });
  }

  tell(input) {
    return this.loop.step(input, this.now, this.world);
  }

  /** The next thing that happens: processes start and end, versions come up, and of a quiet loop the alert fires. */
  next() {
    const { state } = this.loop;
    this.now += 1000;
    for (const { name, runningAt, stopping, taskRun } of state.attempts.values()) {
      if (stopping !== undefined) return this.end(name, 'Failed');
      if (runningAt === undefined) return this.tell({ kind: 'attemptRunning', name });
      if (state.taskRuns.get(taskRun).subject !== 'Traffic') return this.end(name, 'Succeeded');
    }
    for (const [deployer, { versions }] of state.deployers) {
      const starting = versions.find(({ phase }) => phase === 'Starting');
      if (starting === undefined) continue;
      return this.tell({ kind: 'versionReported', deployer, version: starting.name, phase: 'Ready', message: 'up' });
    }
    const firing = state.alerts.get('digits-watch/accuracy')?.phase === 'Firing';
    if (!firing) this.now += 2 * MINUTE;
    return this.sample(!firing);
  }

  sample(active) {
    const sample = { kind: 'answer', active, ...(active ? { value: 0.9 } : {}) };
    return this.tell({ kind: 'alertSampled', sensor: 'digits-watch', trigger: 'accuracy', sample });
  }

  end(name, outcome) {
    const metrics = { accuracy: 0.95 + ((this.now / 1000) % 40) / 1000 };
    return this.tell({ kind: 'attemptEnded', name, outcome, exitCode: 0, metrics });
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

function milliseconds(work) {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** Milliseconds of processor time, the collector's and the compiler's included. */
function processorTime(work) {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function both(work) {
  let took = 0;
  const computed = processorTime(() => (took = milliseconds(work)));
  return { took, computed };
}

const median = (runs, key) =>
  quantile(
    runs.map((run) => run[key]),
    0.5,
  );

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function journalOf(axon, length) {
  const life = new Life(axon);
  const steps = [...life.first];
  while (steps.length < length) steps.push(...life.next());
  return steps;
}

/** The prefix of whole steps: entries of one step carry one time, and no two steps here share one. */
function prefix(journal, length) {
  let end = length;
  while (end < journal.length && journal[end].time === journal[end - 1].time) end += 1;
  return journal.slice(0, end);
}

function benchSteps(axon, journal) {
  const cases = LENGTHS.map((length) => ({ length, busy: [], quiet: [], entries: 0 }));
  for (let round = -1; round < rounds; round++) {
    // Every second round goes the other way, and what the replay left behind is gone before anything is measured.
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      const life = new Life(axon, prefix(journal, one.length));
      one.entries = 0;
      collectGarbage({ type: 'minor' });
      const busy = processorTime(() => {
        for (let step = 0; step < STEPS; step++) one.entries += life.next().length;
      });
      const quiet = processorTime(() => {
        for (let step = 0; step < STEPS; step++) life.tell({ kind: 'tick' });
      });
      // The first round is for the compiler.
      if (round < 0) continue;
      one.busy.push(busy);
      one.quiet.push(quiet);
    }
  }
  const perSecond = (ms) => Math.round((STEPS / ms) * 1000).toLocaleString('en');
  console.log('| entries before | steps per second | best | time, of 100 entries | quiet ticks per second |');
  console.log('|--:|--:|--:|--:|--:|');
  for (const { length, busy, quiet } of cases) {
    const ratio = quantile(busy, 0.5) / quantile(cases[0].busy, 0.5);
    const words = [
      length.toLocaleString('en'),
      perSecond(quantile(busy, 0.5)),
      perSecond(Math.min(...busy)),
      ratio.toFixed(2),
      perSecond(quantile(quiet, 0.5)),
    ];
    console.log(`| ${words.join(' | ')} |`);
  }
  console.log(
    `\nBy processor time, of ${STEPS} steps each, which decided ${cases.map(({ entries }) => entries).join(', ')} entries.\n`,
  );
}

const MONTH = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: month}
spec:
  tasks:
    - {name: P, container: {image: example, retry: {limit: 1, backoff: {duration: 30s}}}}
    - {name: T, train: {image: example, lossMetric: accuracy, lossMetricSelector: greater}}
    - {name: D, deploy: {image: example}}
  sensors:
    - {name: go, tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}
    - {name: nightly, triggers: [{name: three, type: Calendar, schedule: "0 3 * * *"}], tasks: [{trainer: {task: T}}]}
    - name: ship
      triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded, when: "improves('accuracy')"}]
      tasks:
        - deployer:
            name: d
            models: [{name: m, backendModels: [{name: b, trainer: T, deployer: D, modelSelectionStrategy: best}]}]
            routes: [{path: /predict, dag: [{model: m}]}]
    - name: watch
      triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9", for: 1m}]
      tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]
`;

/** 31 days: a training every night, a version for each, an alert asked every quarter of an hour. */
function month(axon) {
  let now = BEGIN;
  let [steps, entries] = [0, 0];
  const world = { live: () => ({}), code: () => undefined };
  const loop = new AxonLoop(() => axon);
  const tell = (input) => {
    steps += 1;
    const decided = loop.step(input, now, world).length;
    entries += decided;
    return decided;
  };
  const succeed = (metrics) => {
    const [name] = loop.state.attempts.keys();
    tell({ kind: 'attemptEnded', name, outcome: 'Succeeded', exitCode: 0, metrics });
  };
  return { ...both(live), steps, entries };

  function live() {
    tell({ kind: 'apply', hash: axon.hash, incarnation: 'one' });
    succeed({});
    for (let day = 0; day < 31; day += 1) {
      succeed({ accuracy: 0.9 + day / 1000 });
      const version = loop.state.deployers.get('d').versions.find(({ phase }) => phase === 'Starting');
      tell({ kind: 'versionReported', deployer: 'd', version: version.name, phase: 'Ready', message: 'up' });
      for (let quarter = 0; quarter < 96; quarter += 1) {
        const until = now + 15 * MINUTE;
        const { wakeAt } = loop.wanted();
        if (wakeAt !== undefined && wakeAt <= until) {
          now = wakeAt;
          tell({ kind: 'tick' });
        }
        now = until;
        tell({ kind: 'tick' });
        tell({ kind: 'alertSampled', sensor: 'watch', trigger: 'low', sample: { kind: 'answer', active: false } });
      }
    }
  }
}

function benchMonth() {
  const lives = Array.from({ length: rounds + 1 }, () => month(load(MONTH, 'month.yaml')));
  const [first, ...following] = lives;
  const best = (key) => Math.min(...following.map((life) => life[key]));
  console.log('| a month of the loop | time | processor time |');
  console.log('|---|--:|--:|');
  for (const [name, took, computed] of [
    ['the first in a process', first.took, first.computed],
    ['the following, median', median(following, 'took'), median(following, 'computed')],
    ['best', best('took'), best('computed')],
  ]) {
    console.log(`| ${name} | ${took.toFixed(0)} ms | ${computed.toFixed(0)} ms |`);
  }
  console.log(`\nOf ${first.steps} steps, which decided ${first.entries} entries.\n`);
}

/** A process that folds a journal and says what it then holds, in MB; the child's half is at the end of this file. */
function memoryOf(dir) {
  const ended = spawnSync(process.execPath, [import.meta.filename, '--memory-of', dir], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return JSON.parse(ended.stdout);
}

function sayMemory(dir) {
  const store = openStore(dir);
  const memory = new AxonMemory(store, 'digits');
  const loop = AxonLoop.replay(memory.read(), (hash) => memory.spec(hash));
  for (let times = 0; times < 4; times++) collectGarbage();
  const { heapUsed } = process.memoryUsage();
  const peak = process.resourceUsage().maxRSS / 1024;
  store.close();
  console.log(JSON.stringify({ heap: heapUsed / 2 ** 20, peak, runs: loop.state.runs.size }));
}

/** Gives a state folder with this journal to `use`, and removes it. */
function withState(axon, journal, use) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  try {
    const store = openStore(dir);
    const memory = new AxonMemory(store, axon.name);
    memory.remember(axon);
    const append = milliseconds(() => memory.append(journal));
    const result = use(dir, memory, append);
    store.close();
    return result;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function benchReplay(axon, journal) {
  const folds = [];
  const reads = [];
  const short = withState(axon, prefix(journal, LENGTHS[0]), memoryOf);
  withState(axon, journal, (dir, memory, append) => {
    for (let round = 0; round < rounds; round++) {
      folds.push(both(() => AxonLoop.replay(journal, () => axon)));
      reads.push(both(() => AxonLoop.replay(memory.read(), (hash) => memory.spec(hash))));
    }
    console.log(`| a journal of ${journal.length.toLocaleString('en')} entries, medians | time | processor time |`);
    console.log('|---|--:|--:|');
    for (const [name, runs] of [
      ['folded', folds],
      ['read from the state folder and folded', reads],
    ]) {
      console.log(`| ${name} | ${median(runs, 'took').toFixed(0)} ms | ${median(runs, 'computed').toFixed(0)} ms |`);
    }
    console.log(`| written in one transaction | ${append.toFixed(0)} ms | |`);
    const long = memoryOf(dir);
    console.log('\n| a process that has read a journal | heap in use | most memory |');
    console.log('|---|--:|--:|');
    for (const [length, { heap, peak }] of [
      [LENGTHS[0], short],
      [journal.length, long],
    ]) {
      console.log(`| of ${length.toLocaleString('en')} entries | ${heap.toFixed(1)} MB | ${peak.toFixed(0)} MB |`);
    }
  });
}

function bench() {
  const file = join(root, 'apps/digits/axon.yaml');
  const digits = load(readFileSync(file, 'utf8'), file);
  console.log(`Node ${process.version}, ${cpus().length} processors, ${rounds} rounds\n`);
  benchMonth();
  const journal = journalOf(digits, Math.max(...LENGTHS));
  benchSteps(digits, journal);
  benchReplay(digits, journal);
}

if (process.argv[2] === '--memory-of') sayMemory(process.argv[3]);
else bench();
