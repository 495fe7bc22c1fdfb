import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { BuildPlan } from './build-plan';
import { ImagePaths, localWords, portFlag } from './command';
import type { CopiedFiles } from './copied-files';
import type { LocalBuild } from './local-build-types';

/** How a process of a build is started. */
export type StartCommand = Omit<LocalBuild, 'id' | 'root' | 'skipped'>;

/**
 * What the ENTRYPOINT and CMD of a plan are on this machine, with paths below the directory that stands for the image's `/`.
 *
 * @param environment - directory of its virtual environment
 */
export async function startCommand(
  plan: BuildPlan,
  copied: CopiedFiles,
  root: string,
  environment: string,
): Promise<StartCommand> {
  const paths = new ImagePaths(root, copied);
  const bin = join(environment, 'bin');
  const python = join(bin, 'python');
  const words = (form: BuildPlan['command'], program: string | undefined) =>
    form === undefined ? [] : localWords(form, paths, program, plan.env);
  const entrypoint = words(plan.entrypoint, python);
  // An ENTRYPOINT in shell form ignores CMD; in exec form CMD is its arguments, where `python` is a word like others.
  const follows = plan.entrypoint === undefined || plan.entrypoint.form === 'exec';
  const defaults = follows ? words(plan.command, plan.entrypoint === undefined ? python : undefined) : [];
  const command = [...entrypoint, ...defaults];
  const flag = portFlag(command, await scripts(command, root, plan.workdir));
  return {
    workdir: join(root, plan.workdir),
    env: {
      ...Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, paths.mapList(value)])),
      PATH: searchPath(bin, root, paths, plan.env['PATH']),
      VIRTUAL_ENV: environment,
    },
    command,
    entrypoint,
    defaultArguments: defaults,
    takesArguments: plan.entrypoint?.form === 'exec',
    ...(flag === undefined ? {} : { portFlag: flag }),
    pythonPath: python,
  };
}

/** The environment's programs come first, then what the build put on its PATH, then this machine's. */
function searchPath(bin: string, root: string, paths: ImagePaths, own: string | undefined): string {
  const added = (own ?? '').split(':').map((part) => paths.map(part));
  const inside = added.filter((part) => part.startsWith(`${root}/`));
  return [bin, ...inside, process.env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
}

/** Texts of the Python files that a command names. */
async function scripts(command: readonly string[], root: string, workdir: string): Promise<string[]> {
  const named = command.filter((word) => word.endsWith('.py')).map((word) => resolve(join(root, workdir), word));
  const texts = await Promise.all(named.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts;
}
