import { resolve } from 'node:path';
import { placeIssues } from '../../spec/load';
import { LocalRunner } from '../../local/local-runner';
import { machineFault } from '../../local/machine-fault';
import { readOverrides } from '../../local/overrides';
import { loadDocument, onlyAxon, refuseErrors, refuseIssues } from '../documents';
import { CliError, EXIT } from '../exit';
import { helperPackage } from '../package-folders';
import { printIssues } from '../issues';
import { parseLimit } from '../limit';
import { LiveScreen } from '../live-screen';
import { seconds } from '../tree';
import { unknownName } from '../unknown-name';
import { BuildProgress } from './build-progress';
import { Interrupts } from './interrupts';
import { summary } from './summary';
import { parseUntil, refuseUnknownNames } from './until';
import { watch, type End } from './watch';

export interface RunOptions {
  readonly local?: string;
  readonly stateDir: string;
  readonly port?: string;
  readonly until?: string;
  readonly for?: string;
  readonly only?: string[];
  readonly restart?: boolean;
  readonly prune?: boolean;
  readonly parameter?: string[];
  readonly strict?: boolean;
}

/** Codes of what concerns Kubernetes objects alone. */
const KUBERNETES_ONLY = /^MYL5/;

/** @returns the exit code */
export async function run(file: string, options: RunOptions): Promise<number> {
  const until = options.until === undefined ? undefined : parseUntil(options.until);
  const limit = options.for === undefined ? undefined : parseLimit(options.for);
  const port = options.port === undefined ? undefined : parsePort(options.port);
  const overrides = await readOverrides(options.local);
  refuseIssues(overrides.issues, overrides.text);
  const document = await loadDocument(file, {
    parameters: options.parameter ?? [],
    defaults: overrides.overrides.parameters,
    strict: options.strict ?? false,
  });
  refuseErrors({ ...document, issues: document.issues.filter(({ code }) => !KUBERNETES_ONLY.test(code)) });
  const loaded = onlyAxon(document);
  const { axon } = loaded;
  if (until !== undefined) refuseUnknownNames(until, axon);
  for (const task of options.only ?? [])
    if (!axon.tasks.has(task)) throw unknownName('task', task, [...axon.tasks.keys()]);

  const screen = new LiveScreen(process.stdout);
  const began = Date.now();
  const say = (subject: string, text: string) =>
    screen.print(`${seconds(Date.now() - began).padStart(6)} ${subject} ${text}`);
  const interrupts = new Interrupts();
  const broken = new AbortController();
  const progress = new BuildProgress(screen, say);
  const opened = await LocalRunner.open({
    axon,
    file: resolve(file),
    stateDir: resolve(options.stateDir),
    overrides: overrides.overrides,
    helperPackage: helperPackage(),
    ...(port === undefined ? {} : { port }),
    ...(options.only === undefined ? {} : { only: new Set(options.only) }),
    onProgress: (task, line) => progress.tell(task, line),
    onFault: (fault) => broken.abort(fault),
    signal: interrupts.first,
  }).finally(() => progress.end());
  if (interrupts.first.aborted) {
    if (opened.ok) await opened.runner.stop();
    say(axon.name, 'stopped before it began; what was built is kept');
    return EXIT.interrupted;
  }
  const shown = opened.ok ? opened.issues.filter(({ severity }) => severity !== 'info') : opened.issues;
  refuseIssues(
    shown.flatMap((one) => (one.path.length === 0 ? one : placeIssues([one], loaded))),
    document.text,
  );
  if (!opened.ok) throw new CliError('');

  const { runner } = opened;
  say(axon.name, `listens on ${runner.url}`);
  const { first: interrupted, second } = interrupts;
  const ended = watch({ runner, screen, say, until, limit, interrupted, broken: broken.signal });
  const { changed } = runner.start({ restart: options.restart ?? false, prune: options.prune ?? false });
  if (!changed) say(runner.axon.name, 'is unchanged: it goes on where it was');
  const why = await ended;
  screen.show([]);
  if (why !== 'broken') say(axon.name, lastWords(why, { until: options.until, limit }));
  const kill = () => {
    say(axon.name, 'killing what has not ended');
    void runner.kill();
  };
  if (second.aborted) kill();
  second.addEventListener('abort', kill, { once: true });
  await runner.stop();
  interrupts.dispose();
  if (why === 'broken') tellBroken(broken.signal.reason);
  for (const line of summary(runner)) screen.print(line);
  return second.aborted ? EXIT.interrupted : exitCode(why, until !== undefined);
}

function exitCode(why: End, wanted: boolean): number {
  switch (why) {
    case 'held':
      return EXIT.fine;
    case 'time':
      return wanted ? EXIT.refused : EXIT.fine;
    case 'interrupted':
      return wanted ? EXIT.interrupted : EXIT.fine;
    case 'broken':
      return EXIT.refused;
  }
}

function lastWords(why: Exclude<End, 'broken'>, { until, limit }: { until?: string; limit?: number }): string {
  switch (why) {
    case 'held':
      return `stopping: ${until ?? ''} holds`;
    case 'time':
      return `stopping: time is up after ${seconds(limit ?? 0)}${until === undefined ? '' : `, and --until does not hold: ${until}`}`;
    case 'interrupted':
      return 'stopping: tasks are ended, the journal is kept, run again to go on; Ctrl-C again kills what does not end';
  }
}

/** The loop ended since a decision could not be kept. */
function tellBroken(fault: unknown): void {
  const issue = machineFault(fault);
  if (issue === undefined) throw fault;
  printIssues([issue]);
}

function parsePort(source: string): number {
  const port = Number(source);
  if (/^\d+$/.test(source) && port <= 65_535) return port;
  throw new CliError(`myelin: --port wants a number from 0 (any free port) to 65535, got ${source}`, EXIT.usage);
}
