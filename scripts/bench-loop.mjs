// From an event to the process of the task that it starts, beside a bare spawn of the same command, in turns within one
// run. The command is `date +%s%N`: what it prints is when it runs, so both are measured to the same instant, whatever
// happens afterwards. The runner is a process of its own and is called over HTTP; each firing is one durable transaction.
//
//   npm run bench:loop                           200 rounds, state in the directory for temporary files
//   npm run bench:loop -- --rounds 50
//   npm run bench:loop -- --state-in /dev/shm    where another file system is
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
if (!existsSync(join(root, 'build/lib'))) throw new Error('build/lib is absent; run npm run build');
const library = createRequire(join(root, 'build/lib/index.js'));

const COMMAND = ['/bin/date', '+%s%N'];
const PATIENCE = 30_000;
const AXON = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: bench}
spec:
  tasks:
    - {name: First, container: {image: date}}
    - {name: Second, container: {image: date}}
  sensors:
    - {name: called, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: First}}]}
    - name: after
      triggers: [{name: done, type: Lifecycle, task: First, condition: Succeeded}]
      tasks: [{resourceExecutor: {task: Second}}]
`;

function option(name, fallback) {
  const place = process.argv.indexOf(name);
  return place === -1 ? fallback : process.argv[place + 1];
}

/** Milliseconds since 1970, to the microsecond, by the clock that `date` reads. */
const now = () => performance.timeOrigin + performance.now();

/** The runner's half: what `myelin run` does, with a task that is one short command. */
async function runner(dir) {
  const { loadAxons } = library('./spec/load.js');
  const { LocalRunner } = library('./local/local-runner.js');
  const { axon } = loadAxons(AXON, { file: 'bench.yaml' }).axons[0];
  const images = { date: { dir, command: COMMAND } };
  const opened = await LocalRunner.open({
    axon,
    file: join(dir, 'bench.yaml'),
    stateDir: join(dir, 'state'),
    overrides: { artifacts: {}, images, requirements: {}, parameters: {}, env: {} },
    helperPackage: join(root, 'python/myelin'),
    onProgress: () => {},
    onFault: (reason) => {
      throw new Error(reason);
    },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.issues));
  opened.runner.start({ restart: false });
  process.once('SIGTERM', () => void opened.runner.stop());
  process.stdout.write(`${opened.runner.url}\n`);
}

/** The instant that a command wrote into its output. @returns undefined while it has not */
function toldIn(log) {
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  return text.endsWith('\n') ? Number(text) / 1e6 : undefined;
}

async function until(question) {
  const giveUp = now() + PATIENCE;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (now() > giveUp) throw new Error(`no answer within ${PATIENCE} ms`);
    await sleep(5);
  }
}

async function bare(dir, round) {
  const log = join(dir, `bare-${round}`);
  const out = openSync(log, 'w');
  const began = now();
  const child = spawn(COMMAND[0], COMMAND.slice(1), { stdio: ['ignore', out, out] });
  await once(child, 'close');
  closeSync(out);
  return toldIn(log) - began;
}

/** What one durable write of a few hundred bytes takes on this file system: there is one between event and process. */
function durableWrite(file) {
  const began = now();
  writeSync(file, 'x'.repeat(400));
  fsyncSync(file);
  return now() - began;
}

class Caller {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url) {
    this.url = url;
  }

  ask(path, { method = 'GET', headers = {} } = {}) {
    return new Promise((done, fail) => {
      const sent = request(new URL(path, this.url), { method, headers, agent: this.agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => done({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
      });
      sent.once('error', fail).end();
    });
  }

  async isIdle() {
    const { text } = await this.ask('axons/bench');
    return JSON.parse(text).status === 'Idle' ? true : undefined;
  }
}

async function measure(dir, rounds) {
  const { attemptName, runId, taskRunId } = library('./engine/id.js');
  const child = spawn(process.execPath, [import.meta.filename, '--runner', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const spans = { bare: [], call: [], lifecycle: [], chain: [], durable: [] };
  try {
    const [line] = await once(child.stdout, 'data');
    const caller = new Caller(String(line).trim());
    const log = (attempt) => join(dir, 'state/axons/bench/attempts', attempt, 'log');
    const scratch = openSync(join(dir, 'durable'), 'w');
    const seconds = new Map();
    for (let round = -5; round < rounds; round++) {
      const spawned = await bare(dir, round);
      const durable = durableWrite(scratch);
      const id = `call ${round}`;
      const first = taskRunId('First', runId('called', [id]), 0);
      const second = taskRunId('Second', runId('after', [`${first}:Succeeded`]), 0);
      const began = now();
      const answer = await caller.ask('axons/bench/triggers/called/call', {
        method: 'POST',
        headers: { 'Idempotency-Key': id },
      });
      if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
      const startedFirst = await until(() => toldIn(log(attemptName(first, 1))));
      const startedSecond = await until(() => toldIn(log(attemptName(second, 1))));
      await until(() => caller.isIdle());
      // The first rounds are for the compiler.
      if (round < 0) continue;
      spans.bare.push(spawned);
      spans.durable.push(durable);
      spans.call.push(startedFirst - began);
      spans.chain.push(startedSecond - startedFirst);
      seconds.set(`${first}:Succeeded`, startedSecond);
    }
    const { text } = await caller.ask('axons/bench/journal');
    for (const told of text.trim().split('\n')) {
      const { type, event, time } = JSON.parse(told);
      const started = type === 'EventReceived' ? seconds.get(event.id) : undefined;
      if (started !== undefined) spans.lifecycle.push(started - time);
    }
    caller.agent.destroy();
    closeSync(scratch);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return spans;
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function report(spans, rounds, dir) {
  const rows = [
    ['bare spawn', spans.bare],
    ['a Rest call over HTTP', spans.call],
    ['a Lifecycle event, from when the loop heard it', spans.lifecycle],
    ['the same, from the start of the process before', spans.chain],
    ['one durable write of 400 bytes, for comparison', spans.durable],
  ];
  console.log(`Node ${process.version}, ${cpus().length} processors, ${rounds} rounds, state in ${dir}\n`);
  console.log('| until the command runs | p50 | p99 | p50 on top of bare | p99 on top of bare |');
  console.log('|---|--:|--:|--:|--:|');
  for (const [name, times] of rows) {
    if (times.length !== rounds) throw new Error(`${name}: ${times.length} of ${rounds} were measured`);
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(times, share));
    const [on50, on99] = [0.5, 0.99].map((share) => quantile(times, share) - quantile(spans.bare, share));
    const top =
      times === spans.bare || times === spans.durable ? ['', ''] : [`${on50.toFixed(1)} ms`, `${on99.toFixed(1)} ms`];
    console.log(`| ${name} | ${p50.toFixed(1)} ms | ${p99.toFixed(1)} ms | ${top.join(' | ')} |`);
  }
}

async function bench() {
  const rounds = Number(option('--rounds', '200'));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number');
  const parent = option('--state-in', tmpdir());
  if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${parent} is not a directory`);
  const dir = mkdtempSync(join(parent, 'bench-loop-'));
  try {
    report(await measure(dir, rounds), rounds, parent);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--runner') await runner(process.argv[3]);
else await bench();
