import type { Axon, ModelGraph } from '../spec/axon';
import {
  rolloutRules,
  routingRules,
  trafficMatrix,
  type TrafficCell,
  type TrafficVersion,
} from '../spec/derive/traffic';
import { listWords } from '../spec/diff/show';
import { matchWords } from '../spec/diff/match-words';
import { table } from './table';

/** So many versions serve at once in the matrix: enough to see where an index past the oldest leads. */
const MOST_VERSIONS = 3;

/** One destination of the requests of a route. */
export interface TrafficRow {
  readonly deployer: string;
  /** How many versions serve. */
  readonly versions: number;
  readonly route: string;
  /** Which requests of the route. */
  readonly requests: string;
  /** 0 is the newest version, 1 the one before. */
  readonly version: number;
  readonly model: string;
  readonly backend: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Whether it gets copies, whose answers are thrown away. */
  readonly shadow: boolean;
}

/** Who answers what while one, two and three versions serve; destinations of the same requests stand together. */
export function trafficRows(axon: Axon): readonly TrafficRow[] {
  return [...axon.deployers.values()].flatMap((graph) =>
    Array.from({ length: MOST_VERSIONS }, (_, index) => index + 1).flatMap((versions) => {
      const serving = Array.from({ length: versions }, (_, index): TrafficVersion => ({
        name: String(index),
        number: index,
      }));
      const rows = trafficMatrix(graph, serving).map((cell): TrafficRow => {
        const { route, number, model, backend, share, shadow } = cell;
        const requests = requestWords(graph, cell);
        return { deployer: graph.name, versions, route, requests, version: number, model, backend, share, shadow };
      });
      return [...groupedBy(rows, ({ route, requests }) => JSON.stringify([route, requests])).values()].flat();
    }),
  );
}

const EVERY = 'every request';

/** The requests that both rules decide: what they match, of what the rules before them left. */
function requestWords(graph: ModelGraph, { rule, routingRule, model }: TrafficCell): string {
  const routing = graph.models.find(({ name }) => name === model);
  const levels = [
    { at: rule, words: matchWords(rolloutRules(graph)[rule]?.match) },
    { at: routingRule, words: matchWords(routing && routingRules(routing)[routingRule]?.match) },
  ];
  const matched = [...new Set(levels.map(({ words }) => words))].filter((words) => words !== EVERY).join(' and ');
  const rest = levels.some(({ at, words }) => at > 0 && words === EVERY);
  if (!rest) return matched === '' ? EVERY : matched;
  return matched === '' ? 'every other request' : `every other request with ${matched}`;
}

/** The same as a table for people: numbers of versions among which traffic is shared alike stand together. */
export function trafficText(rows: readonly TrafficRow[]): string {
  if (rows.length === 0) return 'nothing is deployed, so there is no traffic\n';
  const alike = new Map<string, { readonly numbers: number[]; readonly rows: readonly TrafficRow[] }>();
  for (const [versions, own] of groupedBy(rows, ({ deployer, versions }) => `${deployer} ${versions}`)) {
    const what = JSON.stringify(own.map((row) => ({ ...row, versions: 0 })));
    const found = alike.get(what) ?? { numbers: [], rows: own };
    found.numbers.push(Number(versions.split(' ').at(-1)));
    alike.set(what, found);
  }
  const head = ['DEPLOYER', 'VERSIONS', 'ROUTE', 'REQUESTS', 'VERSION', 'MODEL', 'BACKEND', 'SHARE'];
  return table([
    head,
    ...[...alike.values()].flatMap(({ numbers, rows: same }) => same.map((row) => cells(row, numbers))),
  ]);
}

function cells(row: TrafficRow, numbers: readonly number[]): string[] {
  const { deployer, route, requests, version, model, backend, share, shadow } = row;
  return [
    deployer,
    listWords(numbers.map(String)),
    route,
    requests,
    version === 0 ? 'newest' : `${version} before`,
    model,
    backend,
    `${Number((share * 100).toFixed(2))} %${shadow ? ' copied' : ''}`,
  ];
}

function groupedBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
