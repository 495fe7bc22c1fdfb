import type { Path } from '../issue';
import { tcp, type Edge, type Party } from './edge';
import type { Surroundings } from './surroundings';

/** What the pods of an account must reach to be who they are in a cloud; a NetworkPolicy denies what is private otherwise. */
export function identityEdges(
  from: Party,
  account: string,
  { accountEgress }: Pick<Surroundings, 'accountEgress'>,
  path: Path,
): readonly Edge[] {
  const ranges = Object.hasOwn(accountEgress, account) ? (accountEgress[account] ?? []) : [];
  const because = [{ text: `the cloud knows the account ${account}`, path }];
  return ranges.map(({ cidr, ports }) => ({
    from,
    to: { kind: 'addresses', says: cidr, blocks: [{ cidr }] },
    ports: tcp(...(ports ?? [])),
    because,
  }));
}
