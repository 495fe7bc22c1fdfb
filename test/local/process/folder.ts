import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, terminate, type ProcessSpec } from '../../../lib/local/process/supervisor';

/** Folders for attempts of one test file; what still runs in them is killed with them. */
export function attemptFolders() {
  const made: string[] = [];
  const folder = (): string => {
    const dir = mkdtempSync(join(tmpdir(), 'myelin-attempt-'));
    made.push(dir);
    return dir;
  };
  const clear = async (): Promise<void> => {
    await Promise.all(made.map((dir) => terminate(dir, { grace: 0 })));
    for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
  };
  return { folder, clear };
}

/** An attempt that runs a few lines of sh. */
export function script(dir: string, text: string, rest: Partial<ProcessSpec> = {}): ProcessSpec {
  const env = { PATH: process.env.PATH ?? '' };
  return { dir, command: ['/bin/sh', '-c', text], cwd: dir, env, ...rest };
}

export async function start(dir: string, text: string, rest: Partial<ProcessSpec> = {}) {
  return launch(script(dir, text, rest));
}

export const logOf = (dir: string, name = 'log'): string => readFileSync(join(dir, name), 'utf8');

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 5));
}

export function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
