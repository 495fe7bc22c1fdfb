import { existsSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimInstead, readClaim, type Exit } from './attempt-files';
import { isLiveMember, membersOf, orphansOf, signalProcess, startTimeOf } from './identity';
import { inspect, type ProcessState } from './inspect';
import { childOf } from './launch';

/** Milliseconds between two looks at a folder whose changes nobody announces. */
const POLL = 100;

/** Milliseconds that a folder may stay unclaimed after `waitFor` was asked; a wrapper claims it at its start. */
const UNCLAIMED_PATIENCE = 5000;

/** Milliseconds for which the wrapper may outlive its command: it gives what is left of the group two seconds. */
const WRAPPER_PATIENCE = 3000;

/**
 * How an attempt ended, told within milliseconds by the file system's events, the wrapper's own end where this process
 * started it, and a slow look at the folder where neither speaks.
 *
 * - Resolves when the wrapper has ended too: its log is whole and no process of its group is left.
 * - What survives of a lost attempt is killed first, so that trying again never means two at once.
 * - Rejects only with the reason of `signal`; the attempt is not touched by that.
 */
export async function waitFor(dir: string, options: { readonly signal?: AbortSignal } = {}): Promise<Exit> {
  const { signal } = options;
  const changes = watchExit(dir);
  const giveUp = Date.now() + UNCLAIMED_PATIENCE;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const state = inspect(dir);
      // The system's table shows that a wrapper has ended before its status is told to whoever started it.
      if (state.state === 'lost') await childEnded(dir, signal);
      const exit = settle(dir, state, giveUp);
      if (exit !== undefined) {
        if (exit.state === 'lost') await killOrphans(dir);
        await wrapperEnded(dir, signal);
        return exit;
      }
      const child = childOf(dir);
      await firstOf([changes.next(), child && !child.isEnded ? child.ended : undefined], POLL, signal);
    }
  } finally {
    changes.close();
  }
}

/** Kills what outlived the wrapper of an attempt and resolves when it is gone. */
async function killOrphans(dir: string): Promise<void> {
  const claim = readClaim(dir);
  if (claim === undefined || claim === 'empty' || claim.pid === 0) return;
  for (let tries = 0; tries < 100; tries++) {
    const orphans = orphansOf(claim.pid, dir);
    if (orphans.length === 0) return;
    for (const pid of orphans) signalProcess(pid, 'SIGKILL');
    await sleep(10);
  }
}

function settle(dir: string, state: ProcessState, giveUp: number): Exit | undefined {
  if (state.state === 'exited') return state;
  const child = childOf(dir);
  const fallback = child?.isEnded ? child.fallback : undefined;
  if (state.state === 'lost') return fallback ?? state;
  if (fallback !== undefined && (state.state === 'unclaimed' || state.pid === 0)) return fallback;
  if (state.state === 'unclaimed' && Date.now() > giveUp) {
    if (!existsSync(dir)) return { state: 'lost', reason: 'its folder is gone' };
    if (claimInstead(dir)) return { state: 'lost', reason: 'no wrapper ever claimed it' };
  }
  return undefined;
}

async function wrapperEnded(dir: string, signal?: AbortSignal): Promise<void> {
  const claim = readClaim(dir);
  await childEnded(dir, signal);
  if (claim === undefined || claim === 'empty' || claim.pid === 0) return;
  const giveUp = Date.now() + WRAPPER_PATIENCE;
  const pause = () => sleep(2, undefined, { signal });
  while (startTimeOf(claim.pid) === claim.startTime && Date.now() < giveUp) await pause();
  // The whole table of processes is read only when all that were found in it have ended: they may have had children.
  for (let members = liveMembers(claim.pid); members.length > 0 && Date.now() < giveUp;) {
    await pause();
    members = members.filter((pid) => isLiveMember(pid, claim.pid));
    if (members.length === 0) members = liveMembers(claim.pid);
  }
}

/** Waits for the status of the wrapper that this process started for an attempt, if it started one. */
async function childEnded(dir: string, signal?: AbortSignal): Promise<void> {
  const child = childOf(dir);
  if (child !== undefined && !child.isEnded) await firstOf([child.ended], WRAPPER_PATIENCE, signal);
}

/** The question to the kernel is cheap but counts what has ended and was not collected; the table of processes tells. */
function liveMembers(group: number): number[] {
  return signalProcess(-group, 0) ? membersOf(group) : [];
}

/** Resolves with the first of these, or after so many milliseconds. */
async function firstOf(
  promises: readonly (Promise<void> | undefined)[],
  timeout: number,
  signal?: AbortSignal,
): Promise<void> {
  const timer = new AbortController();
  const linked = signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]);
  try {
    const timedOut = sleep(timeout, undefined, { signal: linked });
    await Promise.race([timedOut, ...promises.filter((promise) => promise !== undefined)]);
  } catch {
    signal?.throwIfAborted();
  } finally {
    timer.abort();
  }
}

/** Announces that `exit` appeared. Where the system has no watch to give (a limit, a network drive) it never speaks. */
function watchExit(dir: string): { next(): Promise<void>; close(): void } {
  let announce: () => void = () => {};
  let next = new Promise<void>((done) => (announce = done));
  try {
    const watcher = watch(dir, (_event, file) => {
      if (file !== null && file !== 'exit') return;
      announce();
      next = new Promise<void>((done) => (announce = done));
    });
    watcher.on('error', () => watcher.close());
    return { next: () => next, close: () => watcher.close() };
  } catch {
    return { next: () => next, close: () => {} };
  }
}
