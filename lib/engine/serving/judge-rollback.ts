import type { DeployerState, VersionState } from '../state';
import {
  answersAll,
  coming,
  command,
  neverServed,
  refused,
  says,
  type MoveVerdict,
  type Question,
} from './move-question';
import { isPast, isUp } from './phase';

/**
 * A rollback goes to an older version: the one named, else the newest that stands, else the newest that was retired.
 * One that was itself rolled back has to be named.
 */
export function judgeRollback(question: Question, named: VersionState | undefined): MoveVerdict {
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
