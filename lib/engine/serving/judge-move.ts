import { didYouMean } from '../../spec/lang/closest';
import type { AxonState, VersionState } from '../state';
import { judgePromotion } from './judge-promotion';
import { judgeRollback } from './judge-rollback';
import { refused, type Asked, type MoveAbout, type MoveVerdict, type Question } from './move-question';
import { isLive, isPast } from './phase';
import { indexed } from './version';

/**
 * Whether a person's wish about the versions of a deployer can be followed, and what follows.
 *
 * - A version is named by its name or its number; one that was deleted, or never was, is refused in words that say which there are.
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
