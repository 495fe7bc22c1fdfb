import type { Route } from '../spec/axon';
import { isPast } from '../engine/serving/phase';
import { didYouMean } from '../spec/lang/closest';
import { Refusal } from './message';
import { routed, type DeployerState, type RoutedVersion } from './state';

/** The things that a URL names, or the answer that says which there are. */

export function hasRoute(state: DeployerState, path: string): boolean {
  return state.graph.routes.some((route) => route.path === path);
}

/** @throws Refusal 404 naming the routes that there are */
export function findRoute(state: DeployerState, path: string): Route {
  const found = state.graph.routes.find((route) => route.path === path);
  if (found !== undefined) return found;
  const routes = state.graph.routes.map((route) => route.path);
  const hint = didYouMean(path, routes);
  throw new Refusal(404, `${state.graph.name} has no route ${path}${hint === undefined ? '' : `, ${hint}`}`, {
    routes,
  });
}

export function isKnown(state: DeployerState, version: string): boolean {
  return state.versions.some(({ name }) => name === version);
}

/** @throws Refusal 410 for a version that is retired or rolled back, 404 for one that never was */
export function findVersion(state: DeployerState, name: string): RoutedVersion {
  const version = state.versions.find((one) => one.name === name);
  if (version === undefined) {
    const versions = state.versions.map((one) => one.name);
    throw new Refusal(404, `${state.graph.name} has no version ${name}`, { versions });
  }
  if (isPast(version.state)) {
    const { number } = version;
    const reason = `version ${name} of ${state.graph.name} ${WHY_PAST[version.state]}`;
    throw new Refusal(410, reason, { version: name, number, state: version.state });
  }
  return routed(version);
}

const WHY_PAST = {
  Retired: 'is retired: newer versions have taken its place',
  RolledBack: 'was rolled back: an older version has taken its place',
} as const;

export function notReady(version: RoutedVersion): Refusal {
  const { name, number, state } = version.served;
  const message = state === 'Failed' ? `version ${name} failed to come up` : `version ${name} is not ready yet`;
  return new Refusal(503, message, { version: name, number, state }, { 'retry-after': '2' });
}
