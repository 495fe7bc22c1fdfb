import type { Axon } from '../../spec/axon';
import type { Edge, Party } from '../../spec/derive/edge';
import { networkEdges } from '../../spec/derive/network';
import { grantsOf, type Grant } from '../../spec/derive/rbac';
import type { Surroundings } from '../../spec/derive/surroundings';

/** Pods of the axon, as an edge may begin or end at them. */
export type PodsOfAxon = Extract<Party, { kind: 'axon' | 'task' | 'gateway' }>;

/** What is allowed because of an axon, ordered by whom it concerns. It follows from the axon as it stands, once. */
export class AccessPlan {
  private readonly grants: ReadonlyMap<string, Grant>;
  private readonly from = new Map<string, Edge[]>();
  private readonly to = new Map<string, Edge[]>();

  constructor(axon: Axon, surroundings: Surroundings) {
    this.grants = new Map(grantsOf(axon, surroundings).map((grant) => [grant.role, grant]));
    for (const edge of networkEdges(axon, surroundings)) {
      collect(this.from, edge.from, edge);
      collect(this.to, edge.to, edge);
    }
  }

  grant(role: string): Grant | undefined {
    return this.grants.get(role);
  }

  edgesFrom(pods: PodsOfAxon): readonly Edge[] {
    return this.from.get(keyOf(pods)) ?? [];
  }

  edgesTo(pods: PodsOfAxon): readonly Edge[] {
    return this.to.get(keyOf(pods)) ?? [];
  }
}

function collect(edges: Map<string, Edge[]>, party: Party, edge: Edge): void {
  if (party.kind === 'pods' || party.kind === 'addresses') return;
  const key = keyOf(party);
  const found = edges.get(key);
  if (found === undefined) edges.set(key, [edge]);
  else found.push(edge);
}

function keyOf(pods: PodsOfAxon): string {
  switch (pods.kind) {
    case 'axon':
      return 'axon';
    case 'task':
      return `task ${pods.task}`;
    case 'gateway':
      return `gateway ${pods.deployer}`;
  }
}
