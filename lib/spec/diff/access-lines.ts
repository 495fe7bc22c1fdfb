import type { Axon } from '../axon';
import { networkEdges } from '../derive/network';
import { sayParty, sayPorts, type Edge, type Party } from '../derive/edge';
import { grantsOf, type Grant } from '../derive/rbac';
import type { Reason } from '../derive/reason';
import { surroundingsOf } from '../derive/surroundings';
import { listWords } from './show';
import type { DiffLine } from './tell';

/** As `synth` has it where nothing else is said; what lies around an axon is no part of the axon. */
const AROUND = surroundingsOf({ mesh: 'istio', open: false, scraped: true });

/**
 * What accounts may do and who may ask whom, where an edit changes it: it is derived, so no key of the axon says it.
 *
 * - Of an axon that is renamed names of objects are not compared: all of them are new.
 * - Edges of a task or deployer that comes or goes are not told, they follow from it; nor is what lies outside of the cluster,
 *   which the rules of `network` tell.
 */
export function accessLines(before: Axon, after: Axon): readonly DiffLine[] {
  const renamed = before.name !== after.name;
  const both = (party: Party) => [before, after].every((axon) => has(axon, party));
  const edges = (axon: Axon) =>
    networkEdges(axon, AROUND).filter(({ from, to }) => from.kind !== 'axon' && both(from) && both(to));
  return [
    ...lines('rbac', rights(grantsOf(before, AROUND), renamed), rights(grantsOf(after, AROUND), renamed)),
    ...lines('network', asked(edges(before)), asked(edges(after))),
  ];
}

/** One thing that is allowed. */
interface Right {
  readonly who: string;
  readonly does: string;
  readonly what: string;
  readonly because: readonly Reason[];
}

function rights(grants: readonly Grant[], renamed: boolean): ReadonlyMap<string, Right> {
  const found = grants.flatMap(({ account, needs }) =>
    needs.flatMap(({ apiGroup, resource, resourceNames, verbs, because }) => {
      const kind = apiGroup === '' ? resource : `${resource}.${apiGroup}`;
      const names = renamed || resourceNames === undefined ? [kind] : resourceNames.map((name) => `${kind} ${name}`);
      const who = account === AROUND.runtimeAccount ? 'the runtime' : `the account ${account}`;
      return names.flatMap((what) => verbs.map((does): Right => ({ who, does, what, because })));
    }),
  );
  return keyed(found);
}

function asked(edges: readonly Edge[]): ReadonlyMap<string, Right> {
  return keyed(
    edges.map(({ from, to, ports, because }): Right => {
      return { who: sayParty(from), does: 'ask', what: `${sayParty(to)} at ${sayPorts(ports)}`, because };
    }),
  );
}

function keyed(found: readonly Right[]): ReadonlyMap<string, Right> {
  return new Map(found.map((one) => [JSON.stringify([one.who, one.does, one.what]), one]));
}

function lines(place: string, before: ReadonlyMap<string, Right>, after: ReadonlyMap<string, Right>): DiffLine[] {
  const only = (one: ReadonlyMap<string, Right>, other: ReadonlyMap<string, Right>) =>
    [...one].flatMap(([key, right]) => (other.has(key) ? [] : [right]));
  return [
    ...together(only(after, before)).map(({ who, does, what, why }) => {
      const text = `${who} may now ${does} ${what}, since ${why}`;
      return { text, security: true, path: [place, who, what], after: does };
    }),
    ...together(only(before, after)).map(({ who, does, what }) => {
      const text = `${who} may no longer ${does} ${what}`;
      return { text, security: true, path: [place, who, what], before: does };
    }),
  ];
}

/** What somebody may do to several things for one reason is one sentence. */
function together(found: readonly Right[]): { who: string; does: string; what: string; why: string }[] {
  const byThing = group(found, ({ who, what }) => [who, what]).map((same) => ({
    who: same[0]?.who ?? '',
    does: listWords(same.map(({ does }) => does)),
    what: same[0]?.what ?? '',
    why: reasons(same),
  }));
  return group(byThing, ({ who, does, why }) => [who, does, why]).map((same) => ({
    who: same[0]?.who ?? '',
    does: same[0]?.does ?? '',
    what: listWords(same.map(({ what }) => what)),
    why: same[0]?.why ?? '',
  }));
}

function reasons(found: readonly Right[]): string {
  const texts = [...new Set(found.flatMap(({ because }) => because.map(({ text }) => text)))];
  return texts.length <= MOST_REASONS ? listWords(texts) : `${texts[0]} and ${texts.length - 1} more`;
}

const MOST_REASONS = 2;

function group<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

function has(axon: Axon, party: Party): boolean {
  switch (party.kind) {
    case 'task':
      return axon.tasks.has(party.task);
    case 'gateway':
      return axon.deployers.has(party.deployer);
    case 'axon':
    case 'pods':
      return true;
    case 'addresses':
      return false;
  }
}
