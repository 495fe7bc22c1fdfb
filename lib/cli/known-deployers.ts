import type { ShownAxon } from './axon-reader';
import { CliError, EXIT } from './exit';
import { unknownName } from './unknown-name';

/** The deployer that is meant: the one named, or the only one; removed ones that still serve too. */
export function knownDeployer({ axon, deployers }: Pick<ShownAxon, 'axon' | 'deployers'>, name?: string): string {
  const known = Object.keys(deployers);
  if (name !== undefined) {
    if (known.includes(name)) return name;
    throw unknownName('deployer', name, known);
  }
  const [only, second] = known;
  if (only === undefined) throw new CliError(`myelin: ${axon} has no deployer, so it serves no versions`);
  if (second === undefined) return only;
  const all = known.join(', ');
  throw new CliError(`myelin: ${axon} has several deployers, say which by --deployer: ${all}`, EXIT.usage);
}
