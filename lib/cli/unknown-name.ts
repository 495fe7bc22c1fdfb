import { didYouMean } from '../spec/lang/closest';
import { CliError } from './exit';

/**
 * `there is no task Trian, did you mean Train; there are Prepare, Train`.
 *
 * @param place - where it was looked for, where that is not plain from the words of the command: `in namespace ml`
 */
export function unknownName(kind: string, name: string, known: readonly string[], place = ''): CliError {
  const hint = didYouMean(name, known);
  const all = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  const where = place === '' ? '' : ` ${place}`;
  return new CliError(`myelin: there is no ${kind} ${name}${where}${hint === undefined ? '' : `, ${hint}`}; ${all}`);
}

/** An axon that a namespace does not have, by the name of the namespace: options, environment and context may each have named it. */
export function unknownAxon(name: string, known: readonly string[], namespace: string): CliError {
  return unknownName('axon', name, known, `in namespace ${namespace}`);
}
