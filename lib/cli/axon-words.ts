import { CliError, EXIT } from './exit';

/**
 * The name in `[axon] [NAME]`: the published command line writes the kind first, ours leaves it out. `axon` alone is the
 * kind; an axon of that name is `axon axon`.
 */
export function axonName(words: readonly string[]): string | undefined {
  const names = words[0] === 'axon' || words[0] === 'axons' ? words.slice(1) : words;
  if (names.length <= 1) return names[0];
  throw new CliError(`myelin: one name is wanted, got ${names.join(' ')}`, EXIT.usage);
}
