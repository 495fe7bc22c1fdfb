import type { Axon } from '../spec/axon';
import type { JournalEntry } from '../control/ports';
import type { Entry } from '../engine/journal';
import type { AxonReader } from './axon-reader';
import { CliError } from './exit';
import { unknownName } from './unknown-name';

export interface FoundAttempt {
  readonly axon: string;
  readonly name: string;
  /** Place in the journal of its start. @default - it is a server's, of which the journal speaks nowhere */
  readonly place?: number;
  /** The server of a model, of which the newest start is meant. @default - it is an attempt of a task */
  readonly server?: { readonly version: string; readonly model: string; readonly backend: string };
}

type Started = Extract<Entry, { readonly type: 'AttemptStarted' }> & { readonly place: number };

/**
 * The attempts that a name means, oldest first: of an attempt itself, of a task run all (its trials' too), of a task the
 * newest; of a version its servers, of a deploy task those of the newest version that it serves. Several axons may have a task of one name; then `AXON/TASK` says which.
 */
export async function attemptsNamed(reader: AxonReader, words: string): Promise<readonly FoundAttempt[]> {
  const slash = words.indexOf('/');
  const axons = slash < 0 ? reader.names() : [words.slice(0, slash)];
  const name = words.slice(slash + 1);
  const known: string[] = [];
  const found: (readonly FoundAttempt[])[] = [];
  let quiet: string | undefined;
  for (const axon of axons) {
    const inForce = await reader.axon(axon);
    const tasks = [...inForce.tasks.keys()];
    const lines = await reader.journal(axon);
    const journal = lines.map(({ entry }) => entry);
    const started = lines.flatMap(startedIn);
    const taskRuns = journal.flatMap((entry) => (entry.type === 'TaskRunStarted' ? [entry] : []));
    const ofTasks = meant(name, started, taskRuns).map((one) => ({ axon, name: one.name, place: one.place }));
    const attempts = ofTasks.length > 0 ? ofTasks : serversNamed(name, inForce, journal);
    if (attempts.length > 0) found.push(attempts);
    else if (tasks.includes(name) || taskRuns.some(({ taskRun }) => taskRun === name)) quiet = axon;
    known.push(...tasks);
  }
  const [first, second] = found;
  if (first === undefined) {
    if (quiet !== undefined) throw new CliError(`myelin: ${name} of ${quiet} has no attempt, so there is no log`);
    throw unknownName('task or task run', name, [...new Set(known)]);
  }
  if (second !== undefined) {
    const choices = found.map(([one]) => `${one?.axon}/${name}`).join(' or ');
    throw new CliError(`myelin: several axons have a ${name}: say ${choices}`);
  }
  return first;
}

function serversNamed(name: string, axon: Axon, journal: readonly Entry[]): readonly FoundAttempt[] {
  const versions = journal.flatMap((entry) => (entry.type === 'VersionCreated' ? [entry] : [])).reverse();
  for (const { deployer, version } of versions) {
    const servers = (axon.deployers.get(deployer)?.models ?? []).flatMap((model) =>
      model.backends
        .filter(({ deploy }) => version === name || deploy.name === name)
        .map((backend) => ({ version, model: model.name, backend: backend.name })),
    );
    if (servers.length > 0 && (version === name || axon.tasks.has(name))) {
      return servers.map((server) => ({ axon: axon.name, name: Object.values(server).join('/'), server }));
    }
  }
  return [];
}

function startedIn({ seq, entry }: JournalEntry): readonly Started[] {
  return entry.type === 'AttemptStarted' ? [{ ...entry, place: seq }] : [];
}

function meant(
  name: string,
  started: readonly Started[],
  taskRuns: readonly { readonly taskRun: string; readonly subject: string }[],
): readonly Started[] {
  const itself = started.find((attempt) => attempt.name === name);
  if (itself !== undefined) return [itself];
  const ofRun = started.filter(({ taskRun }) => taskRun === name);
  if (ofRun.length > 0) return ofRun;
  const runs = new Set(taskRuns.filter(({ subject }) => subject === name).map(({ taskRun }) => taskRun));
  const newest = started.findLast(({ taskRun }) => runs.has(taskRun));
  return newest === undefined ? [] : [newest];
}
