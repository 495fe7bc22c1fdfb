import { removedDeployers } from '../../engine/serving/removed';
import type { Session } from '../hand';
import { deployerName } from '../../spec/derive/names';
import { hostsOf, schemeOf } from './mesh';
import type { Find } from './shape';

/** By deployer; each ends in a slash, and below it lie its routes and `versions/NAME/`. */
export type Addresses = Readonly<Record<string, string>>;

/** Where the deployers of an axon are asked within the cluster. */
export function clusterAddresses({ axon, state }: Pick<Session, 'axon' | 'state'>, namespace: string): Addresses {
  const names = [...axon.deployers.keys(), ...removedDeployers(axon, state)];
  return Object.fromEntries(names.map((name) => [name, `http://${deployerName(axon.name, name)}.${namespace}.svc/`]));
}

/** Where the world asks for those of them that have a host; their Services at rest name it. */
export function publicAddresses({ axon }: Pick<Session, 'axon'>, find: Find): Addresses {
  return Object.fromEntries(
    [...axon.deployers.keys()].flatMap((name) => {
      const [host] = hostsOf(axon, name, find);
      return host === undefined ? [] : [[name, `${schemeOf(axon, name, find)}://${host}/`]];
    }),
  );
}
