import { DEFAULT_CLAIM } from '../derive/store-claim';
import { compareQuantities } from '../lang/quantity';
import type { AxonSpec } from '../schema/axon';
import { showChange } from './show';
import type { Change, Rule, Told } from './tell';
import { at, branch, keysOfBoth, same, type Branch } from './tree';

/** How changes of the store are told: what comes of them where a claim exists, too. */
export const STORE_RULES: readonly Rule[] = [
  { at: 'volumeClaimTemplate', tell: claimTold },
  {
    at: 'volume',
    tell: ({ before, after }) => [{ text: `volume of the store ${showChange(before, after)}, ${EMPTY}` }],
  },
];

/** A template with its defaults; nothing where it says no more than they do. */
export function claimMeaning(template: AxonSpec['spec']['volumeClaimTemplate']): Branch | undefined {
  if (template === undefined) return undefined;
  const whole = { ...template, spec: { ...DEFAULT_CLAIM, ...branch(template, 'spec') } };
  return same(whole, { spec: DEFAULT_CLAIM }) ? undefined : whole;
}

const EMPTY = 'which has none of the files: copy what is still needed';
const REFUSED =
  'a claim that exists does not take: apply will be refused until the claim is deleted, and its files with it';
const SIZE = ['resources', 'requests', 'storage'];

/** Of a claim that exists Kubernetes lets only the size grow. */
function claimTold({ before, after, root }: Change): readonly Told[] | undefined {
  const sides = [root.before, root.after];
  if (sides.some((side) => side['name'] === undefined || side['volume'] !== undefined)) return undefined;
  const name = [before, after].map((side) => at(side, ['metadata', 'name']));
  if (!same(name[0], name[1])) return [{ text: `claim of the store ${showChange(name[0], name[1])}, ${EMPTY}` }];
  const [old, now] = [before, after].map((side) => ({ ...DEFAULT_CLAIM, ...branch(side, 'spec') }));
  const size = sizeTold(at(old, SIZE), at(now, SIZE));
  const others = keysOfBoth(old, now)
    .map((key) => [key, at(old, [key]), at(now, [key])] as const)
    .filter(([key, a, b]) => key !== 'resources' && !same(a, b))
    .map(([key, a, b]) => ({ text: `store: ${key} ${showChange(a, b)}, which ${REFUSED}` }));
  const told = [...size, ...others];
  return told.length === 0 ? undefined : told;
}

function sizeTold(before: unknown, after: unknown): readonly Told[] {
  if (same(before, after)) return [];
  const grows = compareQuantities(String(after), String(before)) ?? 0;
  const change = `store: ${showChange(before, after)}`;
  if (grows > 0) return [{ text: `${change}, which its storage class must allow (allowVolumeExpansion)` }];
  return [{ text: `${change}, which ${REFUSED}` }];
}
