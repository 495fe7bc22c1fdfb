import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../../lib/engine/journal';
import { randomStream } from '../../lib/engine/tuning/rng';
import { describeEntry } from '../../lib/engine/view/describe';
import { openStore } from '../../lib/local/store/store';
import { makeTaskBuilds } from '../../lib/local/task-builds';
import { loadAxons } from '../../lib/spec/load';
import { RunProcess, bundledProgram } from '../cli/run-process';

const UNTIL = 'deployers.digits.newest.version >= 2 && alerts.accuracy == "Inactive"';

/** The stretches of the loop, by the line with which each begins, and seconds that it lasts at most on a quiet machine. */
const STRETCHES = [
  { begins: /digits-start Fired/, times: 1, lasts: 20 },
  { begins: /digits-deploy Fired/, times: 1, lasts: 3 },
  { begins: /digits-[0-9a-f]{8} Serving/, times: 1, lasts: 60 },
  { begins: /digits-watch Fired/, times: 1, lasts: 20 },
  { begins: /digits-deploy Fired/, times: 2, lasts: 3 },
] as const;
const KILLS_IN_EACH = 2;

const seed = Number(process.env['MYELIN_KILL_SEED'] ?? Date.now() % 1_000_000);
const scratch = mkdtempSync(join(tmpdir(), 'myelin-killed-'));
const state = join(scratch, 'state');
const file = join(scratch, 'digits/axon.yaml');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The digits app, with every task under the witness. */
function witnessedApp(): void {
  const repository = resolve(__dirname, '../..');
  cpSync(join(repository, 'apps/digits'), join(scratch, 'digits'), { recursive: true });
  cpSync(join(__dirname, 'witness.py'), join(scratch, 'digits/src/witness.py'));
  for (const task of ['prepare', 'train', 'traffic']) {
    const dockerfile = join(scratch, 'digits/src', `Dockerfile.${task}`);
    const text = readFileSync(dockerfile, 'utf8');
    const witnessed = text.replace('"/app/', '"/app/witness.py", "/app/');
    if (witnessed === text) throw new Error(`${dockerfile} has no ENTRYPOINT to put a witness into:\n${text}`);
    writeFileSync(dockerfile, witnessed);
  }
}

/** Builds and environments are kept by content: what is made here, no run makes again. */
async function makeEnvironments(): Promise<void> {
  const axon = loadAxons(readFileSync(file, 'utf8'), { file }).axons[0]!.axon!;
  const { issues } = await makeTaskBuilds(axon, {
    file,
    overrides: { artifacts: {}, images: {}, requirements: {}, parameters: {}, env: {} },
    cacheDir: join(state, 'cache'),
    artifactsDir: join(state, 'axons/digits/artifacts'),
    helperPackage: resolve(__dirname, '../../python/myelin'),
    onProgress: () => undefined,
  });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
}

function journal(): Entry[] {
  const store = openStore(state);
  const entries = [...store.journal.read('digits')].map(({ entry }) => entry as Entry);
  store.close();
  return entries;
}

/** What every runner so far has said, and what only the journal knows because its runner was killed before it said it. */
class Heard {
  private readonly before: string[] = [];

  async until({ begins, times }: (typeof STRETCHES)[number], run: RunProcess): Promise<void> {
    while ([...this.before, ...run.lines].filter((line) => begins.test(line)).length < times) {
      const ended = await Promise.race([run.ended, sleep(20)]);
      if (ended !== undefined) throw new Error(`it ended with ${ended} before ${begins}:\n${run.lines.join('\n')}`);
    }
  }

  /** @returns the tasks that ran and the last decision, as the killed runner left them */
  killed(): string {
    const entries = journal();
    this.before.splice(0, Infinity, ...entries.map(describeEntry).map(({ subject, text }) => `${subject} ${text}`));
    const live = new Set<string>();
    for (const entry of entries) {
      if (entry.type === 'AttemptStarted') live.add(entry.name);
      if (entry.type === 'AttemptEnded') live.delete(entry.name);
    }
    return `${[...live].join(', ') || 'no attempt'} under way, last: ${this.before.at(-1)}`;
  }
}

/** The work of which an attempt is one: its task run, or its trial. */
const workOf = (attempt: string) => attempt.replace(/-a\d+$/, '');

test('killed at ten random moments of the loop and run again, the loop closes and no finished task runs again', async () => {
  mkdirSync(state);
  witnessedApp();
  await makeEnvironments();
  const program = bundledProgram();
  const start = () => new RunProcess(program, [file, '--state-dir', state, '--until', UNTIL, '--for', '8m']);

  const random = randomStream(seed);
  const story = [`seed ${seed} (MYELIN_KILL_SEED=${seed} repeats its moments)`];
  const heard = new Heard();
  const began = Date.now();
  let run = start();
  for (const stretch of STRETCHES) {
    const moments = Array.from({ length: KILLS_IN_EACH }, () => random.unit() * stretch.lasts * 1000).sort(
      (a, b) => a - b,
    );
    let spent = 0;
    for (const moment of moments) {
      await run.said(/listens on/);
      await heard.until(stretch, run);
      await sleep(moment - spent);
      spent = moment;
      run.signal('SIGKILL');
      expect(await run.ended).toBe(-1);
      story.push(`killed after ${((Date.now() - began) / 1000).toFixed(1)} s: ${heard.killed()}`);
      run = start();
    }
  }
  const code = await run.ended;
  story.push(`ended with ${code} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  process.stdout.write(`${story.map((line) => `  ${line}\n`).join('')}`);
  expect(code).toBe(0);

  const entries = journal();
  expectOnceByTheJournal(entries);
  expectOnceByTheWitness(entries);
}, 900_000);

/** No task run ends twice or has an attempt after its end; no work has two attempts at once, or one after it Succeeded. */
function expectOnceByTheJournal(entries: readonly Entry[]): void {
  const ended = new Set<string>();
  const live = new Map<string, string>();
  const succeeded = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'TaskRunEnded') {
      expect([...ended]).not.toContain(entry.taskRun);
      ended.add(entry.taskRun);
    } else if (entry.type === 'AttemptStarted') {
      const work = workOf(entry.name);
      expect([...ended]).not.toContain(entry.taskRun);
      expect([...succeeded]).not.toContain(work);
      expect(live.get(work)).toBeUndefined();
      live.set(work, entry.name);
    } else if (entry.type === 'AttemptEnded') {
      const work = workOf(entry.name);
      expect(live.get(work)).toBe(entry.name);
      live.delete(work);
      if (entry.outcome === 'Succeeded') succeeded.add(work);
    }
  }
  expect(succeeded.size).toBeGreaterThan(0);
}

/** The same as the processes themselves wrote it down, and the journal tells of every one of them. */
function expectOnceByTheWitness(entries: readonly Entry[]): void {
  const text = readFileSync(join(state, 'axons/digits/store/witness/lines'), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]);
  const of = (word: string) => lines.flatMap(([said, attempt]) => (said === word ? [attempt] : []));
  expect(of('overlap')).toEqual([]);

  const finished = new Set<string>();
  for (const [word, attempt] of lines) {
    if (word === 'start') expect([...finished]).not.toContain(workOf(attempt));
    if (word === 'end') finished.add(workOf(attempt));
  }
  const started = of('start');
  expect([...new Set(started)]).toEqual(started);

  const journalled = entries.flatMap((entry) => (entry.type === 'AttemptStarted' ? [entry.name] : []));
  expect(journalled).toEqual(expect.arrayContaining(started));
  const succeeded = entries.flatMap((entry) =>
    entry.type === 'AttemptEnded' && entry.outcome === 'Succeeded' ? [entry.name] : [],
  );
  expect(of('end')).toEqual(expect.arrayContaining(succeeded));
  const folders = readdirSync(join(state, 'axons/digits/attempts'));
  expect(journalled).toEqual(expect.arrayContaining(folders));
}
