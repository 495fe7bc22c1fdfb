import type { Axon } from '../axon';
import type { SpannedIssue } from '../resolve/scope';
import { supportIssues } from '../support';
import { checkBuilds } from './builds';
import { checkGates } from './gates';
import { checkLeftPods } from './left-pods';
import { checkLoops } from './loops';
import { checkMatches } from './matches';
import { checkMetrics } from './metrics';
import { checkObjectNames } from './object-names';
import { checkPods } from './pods';
import { checkResources } from './resources';
import { checkScaling } from './scaling';
import { checkServing } from './serving';
import { checkSpark } from './spark';
import { checkStarts } from './starts';
import { checkStore } from './store';
import { checkTuning } from './tuning';

/**
 * What is probably not meant in an axon whose references are sound.
 *
 * @param complete whether the axon is all that was written; what follows from absence is asked only then
 */
export function checkAxon(axon: Axon, complete: boolean): readonly SpannedIssue[] {
  return [
    ...checkObjectNames(axon),
    ...checkStore(axon),
    ...checkBuilds(axon),
    ...checkPods(axon),
    ...checkResources(axon),
    ...checkSpark(axon),
    ...checkLeftPods(axon),
    ...checkTuning(axon),
    ...checkServing(axon, complete),
    ...checkMatches(axon),
    ...checkScaling(axon),
    ...(complete ? [...checkStarts(axon), ...checkLoops(axon), ...checkGates(axon)] : []),
    ...checkMetrics(axon, complete),
    ...supportIssues(axon),
  ];
}
