import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unneeded } from '../../engine/unneeded';
import { StoreLayout } from '../../spec/derive/store-layout';
import { readKeepList, type KeepList } from './keep-list';

const MINUTE = 60_000;

/** A list older than this is not acted upon. */
export const STALE = 30 * MINUTE;

/**
 * What is younger than this stays, whether it is listed or not.
 *
 * It is longer than a list may be old: what was made after the list was is never old enough.
 */
export const YOUNG = 60 * MINUTE;

/** What a sweep did, as its termination message says. */
export interface Swept {
  readonly removed: number;
  /** Not needed, but too young to be sure. */
  readonly young: number;
  /** What could not be deleted, and why. */
  readonly faults: readonly string[];
}

export interface SweepClock {
  readonly now: number;
  readonly young: number;
}

/**
 * Deletes what is not on the list, below a store's root. The store's own clock says how old something is.
 *
 * - What is needed was listed before the store is looked at, so a directory that was made in between is not on the list; it
 *   stays because it is young.
 * - `MYELIN_STORE` is not looked at, nor anything that a person put into the root.
 */
export async function sweepStore(
  layout: StoreLayout,
  kept: KeepList,
  { now, young }: SweepClock,
): Promise<Swept | string> {
  const age = now - kept.asOf;
  if (age > STALE) return `the list is ${Math.round(age / MINUTE)} minutes old`;
  if (age < -STALE) return `the list is of ${Math.round(-age / MINUTE)} minutes from now: a clock is wrong`;
  const { data, models, checkpoints, attempts } = layout.folders;
  const clock = await storeClock(layout.root);
  const found = { removed: 0, young: 0, faults: [] as string[] };
  for (const [folder, tokens] of [
    [data, kept.data],
    [models, kept.models],
    [checkpoints, kept.checkpoints],
    [attempts, kept.attempts],
  ] as const) {
    for (const name of await namesIn(folder)) {
      for (const token of unneeded(name, await namesIn(join(folder, name)), tokens)) {
        const path = join(folder, token);
        const changed = await stat(path).then(
          ({ ctimeMs }) => ctimeMs,
          () => undefined,
        );
        if (changed === undefined) continue;
        if (clock - changed < young) found.young += 1;
        else {
          await rm(path, { recursive: true, force: true }).then(
            () => (found.removed += 1),
            (fault: Error) => found.faults.push(`${path}: ${fault.message}`),
          );
        }
      }
    }
  }
  return found;
}

/** What time it is for the store, whose file server may have a clock of its own. */
async function storeClock(root: string): Promise<number> {
  const probe = join(root, `.clock-${process.pid}`);
  await writeFile(probe, '');
  const { ctimeMs } = await stat(probe);
  await rm(probe);
  return ctimeMs;
}

/** Nothing where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** @returns the exit code */
export async function runSweep(
  env: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Promise<number> {
  const kept = readKeepList(env);
  if (kept === undefined) {
    say('nothing is deleted: only the runtime knows what is needed, and starts this by itself');
    return 0;
  }
  const swept = await sweepStore(new StoreLayout(), kept, { now: Date.now(), young: YOUNG });
  say(JSON.stringify(swept));
  return typeof swept === 'string' || swept.faults.length > 0 ? 1 : 0;
}

export async function main(): Promise<number> {
  let said = '';
  const code = await runSweep(process.env, (text) => (said = text));
  console.log(said);
  await writeFile('/dev/termination-log', said.slice(0, 4000));
  return code;
}
