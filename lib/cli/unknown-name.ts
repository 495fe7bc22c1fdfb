import { didYouMean } from '../spec/lang/closest';
import { CliError } from './exit';

/** `there is no task Trian, did you mean Train; there are Prepare, Train`. */
export function unknownName(kind: string, name: string, known: readonly string[]): CliError {
  const hint = didYouMean(name, known);
  const all = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  return new CliError(`myelin: there is no ${kind} ${name}${hint === undefined ? '' : `, ${hint}`}; ${all}`);
}
