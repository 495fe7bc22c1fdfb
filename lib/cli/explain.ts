import type { Axon } from '../spec/axon';
import { sayIdentity, sayParty, sayPorts, type Edge } from '../spec/derive/edge';
import { networkEdges } from '../spec/derive/network';
import { grantsOf, type Grant } from '../spec/derive/rbac';
import type { Reason } from '../spec/derive/reason';
import type { Surroundings } from '../spec/derive/surroundings';
import { formatPath, type Path } from '../spec/issue';
import { table } from './table';
import { jsonText } from './text';

/** What `synth --explain` tells of. */
export type Explained = 'rbac' | 'network';

/** An axon, and where in its file a path of it is written. */
export interface ExplainedAxon {
  readonly axon: Axon;
  /** What lies around it in its cluster. */
  readonly around: Surroundings;
  readonly origin: (path: Path) => Path;
}

/** Each rule of the Roles or of the network, with what in the axon needs it: one line for each reason. */
export function explainTable(what: Explained, axons: readonly ExplainedAxon[]): string {
  const tables = axons.map((one) => table([HEADS[what], ...rows(what, one)]));
  if (tables.length === 1) return tables.join('');
  return tables.map((text, index) => `${axons[index]?.axon.name}\n${text}`).join('\n');
}

const HEADS = {
  rbac: ['ACCOUNT', 'RESOURCE', 'NAMES', 'VERBS', 'BECAUSE', 'AT'],
  network: ['FROM', 'TO', 'PORTS', 'AS', 'BECAUSE', 'AT'],
} as const;

function rows(what: Explained, { axon, around, origin }: ExplainedAxon): string[][] {
  const rules =
    what === 'rbac'
      ? grantsOf(axon, around).flatMap(grantRules)
      : networkEdges(axon, around).map((edge) => ({ cells: edgeCells(edge), because: edge.because }));
  return rules.flatMap(({ cells, because }) =>
    because.map(({ text, path }, index) => [
      ...(index === 0 ? cells : cells.map(() => '')),
      text,
      formatPath(origin(path)),
    ]),
  );
}

function grantRules({ account, needs }: Grant): { cells: string[]; because: readonly Reason[] }[] {
  return needs.map(({ apiGroup, resource, resourceNames, verbs, because }) => ({
    cells: [
      account,
      apiGroup === '' ? resource : `${resource}.${apiGroup}`,
      resourceNames?.join(',') ?? 'any',
      verbs.join(','),
    ],
    because,
  }));
}

function edgeCells({ from, to, ports, as }: Edge): string[] {
  return [sayParty(from), sayParty(to), sayPorts(ports), as === undefined ? '-' : sayIdentity(as)];
}

/** The same as data, with whole parties and paths of the file. */
export function explainJson(what: Explained, axons: readonly ExplainedAxon[]): string {
  const explained = axons.map(({ axon, around, origin }) => {
    const because = (reasons: readonly Reason[]) =>
      reasons.map(({ text, path }) => ({ text, path: formatPath(origin(path)) }));
    return what === 'rbac'
      ? {
          name: axon.name,
          rbac: grantsOf(axon, around).flatMap(({ role, account, needs }) =>
            needs.map((need) => ({ role, account, ...need, because: because(need.because) })),
          ),
        }
      : {
          name: axon.name,
          network: networkEdges(axon, around).map((edge) => ({ ...edge, because: because(edge.because) })),
        };
  });
  return jsonText(explained);
}
