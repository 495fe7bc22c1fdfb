import type { Axon, ModelGraph } from '../../spec/axon';
import { rolloutRules, rolloutShares } from '../../spec/derive/traffic';
import { didYouMean } from '../../spec/lang/closest';
import type { MoveOrder } from '../ports';
import type { AxonState, DeployerState, VersionState } from '../state';
import { isLive, isPast, isUp } from './phase';
import { indexed } from './version';

/** What becomes of a rollback or promotion that is asked for, in words for who asks. */
export type MoveVerdict =
  /** It is so already, or under way. */
  | { readonly kind: 'unchanged'; readonly news: string }
  | {
      readonly kind: 'move';
      readonly version: VersionState;
      /** What loses its traffic for good. */
      readonly from: readonly VersionState[];
      readonly news: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

type Asked = Pick<MoveOrder, 'kind' | 'deployer' | 'version'>;

/** The axon in force, and the graph that its deployer has, or had last. */
export interface MoveAbout {
  readonly axon: Pick<Axon, 'name' | 'retention'>;
  readonly graphs: readonly ModelGraph[];
}

/**
 * Whether a person's wish about the versions of a deployer can be followed, and what follows.
 *
 * - A rollback goes to an older version: the one named, else the newest that stands, else the newest that was retired.
 *   One that was itself rolled back has to be named.
 * - A promotion is of the newest version that serves, or of one named that is newer and was rolled back or retired.
 * - A version that is Starting for the first time is nobody's yet: it is neither gone back to nor rolled back.
 */
export function judgeMove(state: Pick<AxonState, 'deployers'>, about: MoveAbout, asked: Asked): MoveVerdict {
  const graph = about.graphs.find(({ name }) => name === asked.deployer);
  if (graph === undefined) {
    const known = about.graphs.map(({ name }) => name);
    const hint = didYouMean(asked.deployer, known);
    return refused(`there is no deployer ${asked.deployer}${hint === undefined ? '' : `, ${hint}`}; ${among(known)}`);
  }
  const deployer = state.deployers.get(asked.deployer);
  const [newest] = deployer === undefined ? [] : indexed(deployer);
  if (deployer === undefined || newest === undefined) {
    return refused(
      `no version of ${asked.deployer} serves yet, so there is none to ${asked.kind === 'promote' ? 'promote' : 'go back from'}`,
    );
  }
  const question: Question = { about, graph, deployer, newest, asked };
  const target = asked.version === undefined ? undefined : namedVersion(question, asked.version);
  if (typeof target === 'string') return refused(target);
  return asked.kind === 'rollback' ? judgeRollback(question, target) : judgePromotion(question, target ?? newest);
}

interface Question {
  readonly about: MoveAbout;
  readonly graph: ModelGraph;
  readonly deployer: DeployerState;
  /** Of those that serve. */
  readonly newest: VersionState;
  readonly asked: Asked;
}

/** The version that a name or a number means, or why there is none. */
function namedVersion({ about, deployer, asked }: Question, text: string): VersionState | string {
  const { versions, lastNumber } = deployer;
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  const found = versions.find((version) => version.name === text || version.number === number);
  if (found !== undefined) return found;
  if (number !== undefined && number >= 1 && number <= lastNumber) {
    const kept = about.axon.retention.versions;
    return `version ${number} of ${asked.deployer} is past what retention.versions keeps (${kept}), and its models are deleted: name one of ${listed(versions)}, or train and deploy again`;
  }
  return `${asked.deployer} has no version ${text}; ${among(listed(versions).split(', ').filter(Boolean))}`;
}

function judgeRollback(question: Question, named: VersionState | undefined): MoveVerdict {
  const { graph, deployer, newest } = question;
  const target = named ?? before(deployer, newest);
  if (target === undefined) return refused(nothingBefore(question));
  if (deployer.move?.kind === 'rollback' && deployer.move.version === target.name) {
    return { kind: 'unchanged', news: `${says(target)} comes up again already` };
  }
  if (target === newest) {
    if (deployer.move !== undefined || !answersAll(graph, deployer)) return refused(isNewest(question));
    return { kind: 'unchanged', news: `${says(target)} answers everything already` };
  }
  const place = (version: VersionState) => deployer.versions.indexOf(version);
  if (place(target) > place(newest)) {
    const way = isPast(target.phase) ? `: ${command('promote', question, `--version ${target.number}`)}` : '';
    return refused(
      `${says(target)} is newer than version ${newest.number}, which serves, so it is not gone back to${way}`,
    );
  }
  const refusal = neverServed(target);
  if (refusal !== undefined) return refused(refusal);
  const from = deployer.versions.filter((version) => isUp(version.phase) && place(version) > place(target));
  const over = from.map(({ number }) => number).reverse();
  const instead = `in place of version${over.length === 1 ? '' : 's'} ${over.join(', ')}`;
  const news = isUp(target.phase)
    ? `${says(target)} answers ${instead}`
    : `${says(target)} comes up again, and answers ${instead} once it is ready`;
  return { kind: 'move', version: target, from, news: news + coming(deployer, target) };
}

function judgePromotion(question: Question, target: VersionState): MoveVerdict {
  const { graph, deployer, newest } = question;
  if (deployer.move?.kind === 'promote' && deployer.move.version === target.name) {
    return { kind: 'unchanged', news: `${says(target)} comes up again already` };
  }
  if (target === newest) {
    if (deployer.move === undefined && answersAll(graph, deployer)) {
      return { kind: 'unchanged', news: `${says(target)} answers everything already` };
    }
    return {
      kind: 'move',
      version: target,
      from: [],
      news: `${says(target)} answers everything${coming(deployer, target)}`,
    };
  }
  const refusal = neverServed(target);
  if (refusal !== undefined) return refused(refusal);
  if (deployer.versions.indexOf(target) < deployer.versions.indexOf(newest)) {
    return refused(
      `${says(target)} is older than version ${newest.number}, which serves; to go back to it: ${command('rollback', question, `--to ${target.number}`)}`,
    );
  }
  const news = `${says(target)} comes up again, and answers everything once it is ready`;
  return { kind: 'move', version: target, from: [], news: news + coming(deployer, target) };
}

/** The version to which a rollback goes that names none. */
function before({ versions }: DeployerState, newest: VersionState): VersionState | undefined {
  const older = versions.slice(0, versions.indexOf(newest));
  return older.findLast(({ phase }) => isUp(phase)) ?? older.findLast(({ phase }) => phase === 'Retired');
}

function nothingBefore(question: Question): string {
  const { deployer, newest, about, asked } = question;
  const older = deployer.versions.slice(0, deployer.versions.indexOf(newest));
  const rolledBack = older.findLast(({ phase }) => phase === 'RolledBack');
  const none = `${asked.deployer} has no version before ${newest.number} to go back to`;
  if (rolledBack !== undefined) {
    return `${none} that was not rolled back itself; to have one all the same: ${command('rollback', question, `--to ${rolledBack.number}`)}`;
  }
  return `${none}; to start nothing more: myelin pause ${about.axon.name}`;
}

function isNewest(question: Question): string {
  const { newest } = question;
  return `${says(newest)} is the newest that serves; to have it answer everything: ${command('promote', question, '')}`;
}

/** Why a version that has not served cannot be asked for; undefined for one that has. */
function neverServed(version: VersionState): string | undefined {
  if (version.phase === 'Failed') return `${says(version)} never served: ${version.reason}`;
  if (version.phase !== 'Starting') return undefined;
  return `${says(version)} is Starting, and takes its share of the traffic once it serves: ask again then`;
}

/** Whether the newest version that serves answers every request, whatever rule decides. */
function answersAll(graph: ModelGraph, deployer: DeployerState): boolean {
  const count = indexed(deployer).length;
  return rolloutRules(graph).every((rule) => rolloutShares(rule, count).served.every(({ to }) => to === 0));
}

/** What comes up beside, and will take its share: nobody is surprised by it later. */
function coming({ versions, move }: DeployerState, target: VersionState): string {
  const next = versions.findLast((version) => version.phase === 'Starting' && version.name !== move?.version);
  if (next === undefined || next === target) return '';
  return `; version ${next.number} is Starting, and takes its share once it serves`;
}

function says({ number, deployer }: VersionState): string {
  return `version ${number} of ${deployer}`;
}

function command(verb: 'promote' | 'rollback', { about, asked }: Question, option: string): string {
  const several = about.graphs.length > 1 ? ` --deployer ${asked.deployer}` : '';
  return `myelin ${verb} ${about.axon.name}${several}${option === '' ? '' : ` ${option}`}`;
}

function listed(versions: readonly VersionState[]): string {
  return versions
    .filter(({ phase }) => isLive(phase) || isPast(phase))
    .map(({ number }) => String(number))
    .reverse()
    .join(', ');
}

function among(names: readonly string[]): string {
  return names.length === 0 ? 'there are none' : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}

function refused(reason: string): MoveVerdict {
  return { kind: 'refused', reason };
}
