import { join } from 'node:path';
import type { BuildPlan } from './build-plan';
import { exists } from './what-is-there';

/** The plan of a folder that an overrides file gives in place of an image: its files, its requirements, its command. */
export async function readDirectory(dir: string, command: readonly string[]): Promise<BuildPlan> {
  const listed = await exists(join(dir, 'requirements.txt'));
  return {
    steps: [{ kind: 'copy', from: ['.'], to: '/app', intoDirectory: true, line: 1 }],
    env: {},
    args: {},
    workdir: '/app',
    requirements: listed ? [{ kind: 'file', path: '/app/requirements.txt', line: 1 }] : [],
    pipOptions: [],
    // The command is whole: what a runner adds comes after it.
    entrypoint: { form: 'exec', words: command },
    skipped: [],
    issues: [],
  };
}
