import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Axon as ResolvedAxon } from '../spec/axon';
import { checkNamesAmong } from '../spec/check/object-names';
import type { Issue } from '../spec/issue';

/** What was found for the axons of a chart as they stood. */
interface Found {
  readonly among: readonly ResolvedAxon[];
  readonly issues: ReadonlyMap<ResolvedAxon, readonly Issue[]>;
}

const FOUND = Symbol('clashes of axons');

/**
 * Names of objects that an axon and one before it in its chart both have. All axons of a chart are looked at together, once
 * as long as none changes.
 */
export function chartClashes(
  construct: Construct,
  axon: ResolvedAxon,
  among: readonly ResolvedAxon[],
): readonly Issue[] {
  if (among.length < 2) return [];
  const chart: Chart & { [FOUND]?: Found } = Chart.of(construct);
  let found = chart[FOUND];
  if (found === undefined || !isSame(found.among, among)) {
    const each = checkNamesAmong(among);
    found = { among, issues: new Map(among.map((one, index) => [one, each[index] ?? []])) };
    Object.defineProperty(chart, FOUND, { value: found, configurable: true });
  }
  return found.issues.get(axon) ?? [];
}

function isSame(before: readonly ResolvedAxon[], now: readonly ResolvedAxon[]): boolean {
  return before.length === now.length && before.every((one, index) => one === now[index]);
}
