import type { VersionState } from '../state';
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

/** A promotion is of the newest version that serves, or of one named that is newer and was rolled back or retired. */
export function judgePromotion(question: Question, target: VersionState): MoveVerdict {
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
