import type { Axon, ModelGraph } from '../../spec/axon';
import { rolloutRules, rolloutShares } from '../../spec/derive/traffic';
import type { MoveOrder } from '../ports';
import type { DeployerState, VersionState } from '../state';
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

export type Asked = Pick<MoveOrder, 'kind' | 'deployer' | 'version'>;

/** The axon in force, and the graph that its deployer has, or had last. */
export interface MoveAbout {
  readonly axon: Pick<Axon, 'name' | 'retention'>;
  readonly graphs: readonly ModelGraph[];
}

/** What somebody asks of the versions of a deployer that serves. */
export interface Question {
  readonly about: MoveAbout;
  readonly graph: ModelGraph;
  readonly deployer: DeployerState;
  /** Of those that serve. */
  readonly newest: VersionState;
  readonly asked: Asked;
}

/** Why a version that has not served cannot be asked for; undefined for one that has. */
export function neverServed(version: VersionState): string | undefined {
  if (version.phase === 'Failed') return `${says(version)} never served: ${version.reason}`;
  if (version.phase !== 'Starting') return undefined;
  return `${says(version)} is Starting, and takes its share of the traffic once it serves: ask again then`;
}

/** Whether the newest version that serves answers every request, whatever rule decides. */
export function answersAll(graph: ModelGraph, deployer: DeployerState): boolean {
  const count = indexed(deployer).length;
  return rolloutRules(graph).every((rule) => rolloutShares(rule, count).served.every(({ to }) => to === 0));
}

/** What comes up beside, and will take its share: nobody is surprised by it later. */
export function coming({ versions, move }: DeployerState, target: VersionState): string {
  const next = versions.findLast((version) => version.phase === 'Starting' && version.name !== move?.version);
  if (next === undefined || next === target) return '';
  return `; version ${next.number} is Starting, and takes its share once it serves`;
}

export function says({ number, deployer }: VersionState): string {
  return `version ${number} of ${deployer}`;
}

/** What to type for it. @param option - with the version */
export function command(verb: 'promote' | 'rollback', { about, asked }: Question, option: string): string {
  const several = about.graphs.length > 1 ? ` --deployer ${asked.deployer}` : '';
  return `myelin ${verb} ${about.axon.name}${several}${option === '' ? '' : ` ${option}`}`;
}

export function refused(reason: string): MoveVerdict {
  return { kind: 'refused', reason };
}
