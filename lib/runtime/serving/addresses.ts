import { removedDeployers } from '../../engine/serving/removed';
import type { Session } from '../hand';
import { deployerName, deployerRoutesName } from '../../spec/derive/names';
import { hostsOf, meshOf } from './mesh';
import type { Find } from './shape';

/** By deployer; each ends in a slash, and below it lie its routes and `versions/NAME/`. */
export type Addresses = Readonly<Record<string, string>>;

/** Where the deployers of an axon are asked within the cluster. */
export function clusterAddresses(
  { axon, state }: Pick<Session, 'axon' | 'state'>,
  namespace: string,
  find: Find,
): Addresses {
  const names = [...axon.deployers.keys(), ...removedDeployers(axon, state)];
  return Object.fromEntries(
    names.map((name) => {
      // Without a mesh nothing leads from the Service at rest to a version.
      const service = meshOf(axon, name, find) === 'none' ? deployerRoutesName : deployerName;
      return [name, `http://${service(axon.name, name)}.${namespace}.svc/`];
    }),
  );
}

/** Where the world asks for those of them that have a host; their Services at rest name it. */
export function publicAddresses({ axon }: Pick<Session, 'axon'>, find: Find): Addresses {
  return Object.fromEntries(
    [...axon.deployers.keys()].flatMap((name) => {
      const [host] = hostsOf(axon, name, find);
      return host === undefined ? [] : [[name, `http://${host}/`]];
    }),
  );
}
