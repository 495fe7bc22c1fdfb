import { mkdir } from 'node:fs/promises';
import { issue, type Issue } from '../spec/issue';
import { acquireLock, type Holder, type Lock } from './store/lock';
import { StoreError } from './store/store-error';

export type Taken = { readonly ok: true; readonly lock: Lock } | { readonly ok: false; readonly issue: Issue };

/** Makes a state folder where there is none, and takes it for this process; else the issue that says who has it. @throws StoreError */
export async function takeFolder(stateDir: string): Promise<Taken> {
  try {
    await mkdir(stateDir, { recursive: true });
  } catch (thrown) {
    throw StoreError.from(thrown, stateDir);
  }
  const lock = acquireLock(stateDir, { pid: process.pid, since: Date.now(), url: '' });
  return lock.held ? { ok: true, lock } : { ok: false, issue: heldIssue(stateDir, lock.heldBy) };
}

function heldIssue(stateDir: string, heldBy: Holder | undefined): Issue {
  const address = heldBy?.url ? `, which listens on ${heldBy.url}` : '';
  const who = heldBy === undefined ? 'another runner' : `process ${heldBy.pid}${address}`;
  const hint = 'end it, or name another with --state-dir';
  return issue('MYL3004', [], `the state folder ${stateDir} is used by ${who}`, hint);
}
