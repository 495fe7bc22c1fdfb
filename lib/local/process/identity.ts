import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** Marks every process of an attempt, by the environment it was started with. */
export const MARK = 'MYELIN_PROCESS';

let bootId: string | undefined;

/**
 * When a process started, as text to compare: a process id is given to another process sooner or later, the pair of id
 * and start time is not. Absent when no such process lives (one that has ended but was not waited for does not live).
 *
 * On Linux the 22nd field of /proc/PID/stat (clock ticks since boot) and the id of the boot; elsewhere what `ps` says.
 */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    if (stat === undefined || stat.ended) return undefined;
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${stat.start}@${bootId}`;
  }
  const answer = ps(['-o', 'state=,lstart=', '-p', String(pid)]).trim();
  const [, state, start] = /^(\S+)\s+(.*)$/.exec(answer) ?? [];
  return start === undefined || state?.startsWith('Z') ? undefined : start;
}

/** The live processes of a group; those that have ended and wait to be collected (by a slow init, say) are not. */
export function membersOf(group: number): number[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && isLiveMember(pid, group));
  }
  const members: number[] = [];
  for (const line of ps(['-axo', 'pid=,pgid=,state=']).split('\n')) {
    const [pid, of, state] = line.trim().split(/\s+/);
    if (Number(of) === group && !state?.startsWith('Z')) members.push(Number(pid));
  }
  return members;
}

/** Whether a process lives and is of the group. */
export function isLiveMember(pid: number, group: number): boolean {
  if (process.platform !== 'linux') return membersOf(group).includes(pid);
  const stat = readStat(pid);
  return stat !== undefined && stat.group === group && !stat.ended;
}

/**
 * The live processes of an attempt's group after its leader has died.
 *
 * The number of a group is not given to a new process while the group has members. So where a process of that number
 * lives, the group was empty once and is another's; else, on Linux, the mark in a member's environment decides.
 */
export function orphansOf(group: number, dir: string): number[] {
  if (startTimeOf(group) !== undefined) return [];
  const members = membersOf(group);
  return process.platform === 'linux' ? members.filter((pid) => isMarked(pid, dir)) : members;
}

/** Sends a signal; a process (or, negative, a group) that is gone is not an error. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw thrown;
  }
}

function readStat(pid: number): { ended: boolean; group: number; start: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in parentheses, may hold spaces and parentheses of its own.
    const [state, , group, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { ended: state === 'Z' || state === 'X', group: Number(group), start: rest[16] ?? '' };
  } catch {
    return undefined;
  }
}

function isMarked(pid: number, dir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARK}=${dir}`);
  } catch {
    return false;
  }
}

function ps(args: string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  } catch {
    return '';
  }
}
