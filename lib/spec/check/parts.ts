import type { Issue } from '../issue';
import type { IssueCode } from '../issue-codes';
import type { SpannedIssue } from '../resolve/scope';

/** Faults of one value, or of keys that stand together, whatever else the axon says. */
const OF_ONE_PLACE: readonly IssueCode[] = [
  'MYL1003',
  'MYL1013',
  'MYL1206',
  'MYL1302',
  'MYL1402',
  'MYL1403',
  'MYL1501',
  'MYL1502',
  'MYL1503',
  'MYL1504',
  'MYL1505',
  'MYL1506',
  'MYL1507',
];

/** References to what is known as soon as it has a name. */
const REFERENCES = ['task', 'trainer', 'deployer', 'artifact'];

/**
 * What may be told of the parts of an axon that can be read, while others cannot: faults that do not follow from what is left
 * out, and that have not been told.
 *
 * @param found at places below which nothing is left out
 */
export function partFaults(found: readonly SpannedIssue[], told: readonly Issue[]): readonly SpannedIssue[] {
  const id = ({ code, path, message }: Issue) => JSON.stringify([code, path, message]);
  const known = new Set(told.map(id));
  return found.filter((one) => {
    const { code, path } = one;
    const isReference = (code === 'MYL1101' || code === 'MYL1105') && REFERENCES.includes(String(path.at(-1)));
    return (OF_ONE_PLACE.includes(code) || isReference) && !known.has(id(one));
  });
}
