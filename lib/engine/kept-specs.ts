import type { AxonState } from './state';

/** Hashes of the specs to which a state refers: the one in force, and those with which runs and versions began. */
export function keptSpecs({ hash, runs, deployers }: AxonState): ReadonlySet<string> {
  const kept = new Set([hash]);
  for (const run of runs.values()) kept.add(run.hash);
  for (const { spec, versions } of deployers.values()) {
    kept.add(spec);
    for (const version of versions) kept.add(version.hash);
  }
  return kept;
}
