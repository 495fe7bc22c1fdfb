import type { Edge, Identity, Party } from './edge';
import type { Caller } from './surroundings';

/** Whom a caller is: a NetworkPolicy knows namespaces, a mesh accounts too. */
export function callerAs(caller: Caller): Pick<Edge, 'from' | 'as'> & { readonly says: string } {
  const { namespace, account } = caller;
  const pods = namespace === undefined ? 'the pods of the namespace' : `the namespace ${namespace}`;
  const from: Party = { kind: 'pods', says: pods, ...(namespace === undefined ? {} : { namespace }) };
  return { from, as: identityOf(caller), says: account ?? pods };
}

function identityOf({ namespace, account }: Caller): Identity {
  if (namespace === undefined) return { kind: 'account', account };
  return account === undefined
    ? { kind: 'namespace', namespace }
    : { kind: 'account', account: `${namespace}/${account}` };
}
