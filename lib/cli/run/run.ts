import { resolve } from 'node:path';
import { parseCel } from '../../spec/lang/cel';
import { parseDuration } from '../../spec/lang/duration';
import { describeEntry } from '../../engine/view/describe';
import { LocalRunner } from '../../local/local-runner';
import { readOverrides } from '../../local/overrides';
import type { RunOptions } from '../commands/run';
import { loadDocument, refuseErrors, refuseIssues } from '../documents';
import { CliError, EXIT } from '../exit';
import { helperPackage } from '../helper-package';
import { LiveScreen } from '../live-screen';
import { renderTree, seconds } from '../tree';
import { summary } from './summary';

/** How often the tree is drawn again. */
const FRAME = 500;

/** @returns the exit code */
export async function run(file: string, options: RunOptions): Promise<number> {
  const until = options.until === undefined ? undefined : parseUntil(options.until);
  const limit = options.for === undefined ? undefined : parseLimit(options.for);
  const port = parsePort(options.port ?? '');
  const overrides = await readOverrides(options.local);
  refuseIssues(overrides.issues);
  const document = await loadDocument(file, {
    parameters: options.parameter ?? [],
    defaults: overrides.overrides.parameters,
    strict: options.strict ?? false,
  });
  refuseErrors(document);
  const loaded = document.axons[0];
  if (loaded?.axon === undefined) throw new CliError(`${file}: there is no axon in it`);
  if (document.axons.length > 1)
    throw new CliError(`${file}: it has ${document.axons.length} axons, one is run at a time`);

  const screen = new LiveScreen(process.stdout);
  const began = Date.now();
  const say = (subject: string, text: string) => screen.print(`${clock(began)} ${subject} ${text}`);
  let broken = (reason: string) => say(loaded.axon?.name ?? '', `stopped: ${reason}`);
  const opened = await LocalRunner.open({
    axon: loaded.axon,
    file: resolve(file),
    stateDir: resolve(options.stateDir),
    overrides: overrides.overrides,
    helperPackage: helperPackage(),
    ...(port === undefined ? {} : { port }),
    ...(options.only === undefined ? {} : { only: new Set(options.only) }),
    onProgress: (task, line) => say(task, line),
    onFault: (reason) => broken(reason),
  });
  if (!opened.ok) {
    refuseIssues(opened.issues);
    throw new CliError('', EXIT.refused);
  }
  const { runner } = opened;
  say(loaded.axon.name, `listens on ${runner.url}`);

  const finished = watch(runner, {
    until,
    limit,
    say,
    screen,
    began,
    onBroken: (end) => {
      broken = (reason) => {
        say(runner.axon.name, `stopped: ${reason}`);
        end();
      };
    },
  });
  runner.start({ restart: options.restart ?? false });
  const code = await finished;
  screen.show([]);
  await runner.stop();
  for (const line of summary(runner)) screen.print(line);
  return code;
}

interface Watching {
  readonly until?: (state: object) => boolean;
  readonly limit?: number;
  readonly say: (subject: string, text: string) => void;
  readonly screen: LiveScreen;
  readonly began: number;
  /** Given a way to end the watching when the loop cannot go on. */
  readonly onBroken: (end: () => void) => void;
}

/** Shows what happens until the expression holds, time is up, or a person interrupts. @returns the exit code */
function watch(runner: LocalRunner, { until, limit, say, screen, began, onBroken }: Watching): Promise<number> {
  return new Promise((done) => {
    let idle = '';
    const end = (code: number) => {
      clearInterval(frames);
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      stopListening();
      done(code);
    };
    const interrupt = () => {
      say(runner.axon.name, 'stopping: tasks are ended, the journal is kept; run again to go on');
      end(until === undefined ? EXIT.fine : EXIT.interrupted);
    };
    const look = () => {
      const view = runner.view();
      if (screen.live) screen.show(renderTree(view, Date.now(), runner.endpoints()));
      const waits = view.waits.join('; ');
      if (!screen.live && waits !== '' && waits !== idle) say(view.axon, `waiting: ${waits}`);
      idle = waits;
      if (until?.(view)) end(EXIT.fine);
    };
    const stopListening = runner.listen((entries) => {
      for (const entry of entries) {
        const line = describeEntry(entry);
        if (line.notable) say(line.subject, `${line.text}${line.reason === '' ? '' : `: ${line.reason}`}`);
        if (entry.type === 'VersionChanged' && entry.phase === 'Serving') {
          say(entry.deployer, `answers on ${runner.endpoints()[entry.deployer] ?? ''}`);
        }
      }
      look();
    });
    const frames = setInterval(look, FRAME);
    const timer = limit === undefined ? undefined : setTimeout(() => timeIsUp(), limit);
    const timeIsUp = () => {
      if (until !== undefined) {
        say(runner.axon.name, `time is up after ${seconds(Date.now() - began)}, and --until does not hold`);
      }
      end(until === undefined ? EXIT.fine : EXIT.refused);
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    onBroken(() => end(EXIT.refused));
  });
}

/** An expression over the state; while something that it names is not there yet, it does not hold. */
function parseUntil(source: string): (state: object) => boolean {
  const variables = ['axon', 'spec', 'status', 'tasks', 'sensors', 'alerts', 'deployers', 'runs', 'waits'];
  const parsed = parseCel(source, { variables });
  if (!parsed.ok) {
    const faults = parsed.faults.map(
      ({ message, hint, from }) => `  at ${from + 1}: ${message}${hint ? `; ${hint}` : ''}`,
    );
    throw new CliError(`myelin: --until ${source}\n${faults.join('\n')}`, EXIT.usage);
  }
  return (state) => {
    const answer = parsed.value.evaluate({ ...state });
    return answer.ok && answer.value;
  };
}

function parseLimit(source: string): number {
  const parsed = parseDuration(source);
  if (!parsed.ok)
    throw new CliError(`myelin: --for ${source}: ${parsed.faults[0]?.message ?? 'is no duration'}`, EXIT.usage);
  return parsed.value;
}

function parsePort(source: string): number | undefined {
  if (source === '') return undefined;
  const port = Number(source);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new CliError(`myelin: --port wants a number from 1 to 65535, got ${source}`, EXIT.usage);
}

function clock(began: number): string {
  return seconds(Date.now() - began).padStart(6);
}
