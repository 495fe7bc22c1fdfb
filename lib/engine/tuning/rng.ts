import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Part of the name of a stream, such as "bracket" or 3. */
export type Label = string | number;

/**
 * A stream of random numbers that is known by its name: the seed, and the labels it was split by.
 *
 * - The same name always gives the same numbers, in every process and on every platform.
 * - Splitting neither reads nor moves the stream, so who else drew, and how often, changes nothing.
 */
export interface RandomStream {
  /** At least 0 and less than 1, with 53 random bits. */
  unit(): number;
  /** A whole number from `lower` to `upper`, both included and safe integers. */
  int(lower: number, upper: number): number;
  /** The stream named by this one's name and `labels`. */
  split(...labels: readonly Label[]): RandomStream;
}

/** The stream from which all others of a study are split. */
export function randomStream(seed: number): RandomStream {
  return streamOf([seed]);
}

function streamOf(name: readonly Label[]): RandomStream {
  // A stream that is only split never pays for a generator.
  let generator: ReturnType<typeof xoroshiro128plusFromState> | undefined;
  const drawn = () => (generator ??= xoroshiro128plusFromState(stateOf(name)));
  return {
    unit: () => uniformFloat64(drawn()),
    int: (lower, upper) => uniformInt(drawn(), lower, upper),
    split: (...labels) => streamOf([...name, ...labels]),
  };
}

/** Where the four words of the state begin; any four different numbers serve. */
const SALTS = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

/**
 * The generator's own seeding fills only half of its state, so that streams of neighbouring seeds begin alike; here each
 * word is a hash of the whole name. Every step is a bijection of the word, hence the four words always differ and the
 * state is never all zero, in which the generator would stay.
 */
function stateOf(name: readonly Label[]): number[] {
  const text = JSON.stringify(name);
  return SALTS.map((salt) => {
    let word: number = salt;
    for (let i = 0; i < text.length; i++) word = scramble(word ^ text.charCodeAt(i));
    return word;
  });
}

/** The finalizer of MurmurHash3 for 32 bits (Appleby, public domain): each bit of the input moves half of the output. */
function scramble(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
