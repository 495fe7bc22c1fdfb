import { didYouMean } from '../spec/lang/closest';
import { ConstructUseError } from './axon-error';
import { show } from './construct-use';

/** The keys of props, each once; the compiler holds them against the type. */
export type Keys<P> = Readonly<Record<keyof Required<P>, true>>;

/** Keys that are not those of the props. */
interface Others {
  readonly shared?: object;
  readonly advice?: Readonly<Record<string, string>>;
}

/** More keys than these are no hint. */
const MOST_LISTED = 14;

/** A key that is shorter is the beginning or end of many. */
const LEAST_PART = 4;

/**
 * Props without a key that nobody reads, which would have no effect.
 *
 * @param construct - path of the construct, or of the one that takes what has the props
 * @param what - what has the props, such as `actions[1]`; empty for the construct itself
 * @param others - keys of constructs that share options with it, and what to write in place of keys that are likely here
 * @throws ConstructUseError with every key that is none of theirs
 */
export function expectKeys(
  construct: string,
  what: string,
  props: unknown,
  keys: Readonly<Record<string, true>>,
  { shared = {}, advice = {} }: Others = {},
): void {
  if (typeof props !== 'object' || props === null) {
    const whose = what === '' ? 'props' : `props of ${what}`;
    throw new ConstructUseError(construct, `${whose} must be an object, got ${show(props)}`);
  }
  const known = Object.keys(keys);
  const unknown = Object.keys(props).filter((key) => !known.includes(key) && !Object.hasOwn(shared, key));
  if (unknown.length === 0) return;
  const faults = unknown.map((key) => {
    const hint = (Object.hasOwn(advice, key) ? advice[key] : undefined) ?? meant(key, known) ?? listed(known);
    return `${what === '' ? '' : `${what} `}there is no ${key}${hint === undefined ? '' : `, ${hint}`}`;
  });
  throw ConstructUseError.of(faults.map((fault) => ({ construct, fault })));
}

/** The key that is nearly it, or of which it is a part: `storageClass` for `storageClassName`. */
function meant(key: string, known: readonly string[]): string | undefined {
  const near = didYouMean(key, known);
  if (near !== undefined || key.length < LEAST_PART) return near;
  const part = key.toLowerCase();
  const whole = known.filter((one) => one.toLowerCase().startsWith(part) || one.toLowerCase().endsWith(part));
  return whole.length === 1 ? `did you mean ${whole[0]}` : undefined;
}

function listed(known: readonly string[]): string | undefined {
  return known.length > MOST_LISTED ? undefined : `there are ${known.join(', ')}`;
}
