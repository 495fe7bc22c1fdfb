import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

/**
 * The files of an attempt's folder, by which the wrapper and any number of runners speak:
 * `wrapper.sh`; `claim`, who runs it; `log` and `log.tail`, its output; `exit`, how the command ended; `killed`, that a
 * runner killed the whole group, wrapper and all.
 */
export interface Claim {
  /** Of the wrapper, and so of the process group; 0 when the attempt was cancelled before it began. */
  readonly pid: number;
  /** As `startTimeOf` tells it. */
  readonly startTime: string;
}

/** Status as the shell tells it: 128 and the signal's number when a signal ended the command. */
export interface Exited {
  readonly state: 'exited';
  readonly code: number;
  /** The signal that the code stands for; a program may also exit with such a code by itself. */
  readonly signal?: NodeJS.Signals;
}

/** Nobody can say how it ended: the machine or the wrapper was stopped. */
export interface Lost {
  readonly state: 'lost';
  readonly reason: string;
}

export type Exit = Exited | Lost;

/** What the folder says of who runs the attempt; `empty` is a claim being written, or one that a full disk cut short. */
export function readClaim(dir: string): Claim | 'empty' | undefined {
  const text = readIfPresent(join(dir, 'claim'));
  if (text === undefined) return undefined;
  const [, pid, startTime] = /^(\d+) (.*)\n/.exec(text) ?? [];
  return pid === undefined || startTime === undefined ? 'empty' : { pid: Number(pid), startTime };
}

/** Milliseconds since the claim was made. */
export function claimAge(dir: string, now: number): number {
  return now - statSync(join(dir, 'claim')).mtimeMs;
}

/**
 * Claims an attempt so that no wrapper will ever run it; false when one already does. The folder need not be there: whoever
 * is about to make it finds the claim.
 */
export function claimInstead(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true });
  } catch {
    return false;
  }
  return createWhole(dir, 'claim', '0 cancelled\n');
}

export function readExit(dir: string): Exited | undefined {
  const code = /^(\d+)\n/.exec(readIfPresent(join(dir, 'exit')) ?? '')?.[1];
  return code === undefined ? undefined : exited(Number(code));
}

/** Records the exit of a command that never began. */
export function recordExit(dir: string, code: number): Exited {
  createWhole(dir, 'exit', `${code}\n`);
  return readExit(dir) ?? exited(code);
}

/** Says, before the group is killed, that its end is no accident. */
export function markKilled(dir: string): void {
  createWhole(dir, 'killed', '');
}

export function wasKilled(dir: string): boolean {
  return existsSync(join(dir, 'killed'));
}

export function exited(code: number): Exited {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined ? { state: 'exited', code } : { state: 'exited', code, signal: signal as NodeJS.Signals };
}

/** Writes a file that appears whole or not at all. */
export function writeWhole(dir: string, name: string, text: string): void {
  const part = partOf(dir, name);
  writeFileSync(part, text);
  renameSync(part, join(dir, name));
}

/** The same for a file that must not be there yet. A disk that takes no more leaves it absent. */
function createWhole(dir: string, name: string, text: string): boolean {
  const part = partOf(dir, name);
  try {
    writeFileSync(part, text);
    linkSync(part, join(dir, name));
    return true;
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    if (['EEXIST', 'ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT'].includes(code)) return false;
    throw thrown;
  } finally {
    rmSync(part, { force: true });
  }
}

let parts = 0;

function partOf(dir: string, name: string): string {
  return join(dir, `${name}.${process.pid}.${parts++}`);
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw thrown;
  }
}
