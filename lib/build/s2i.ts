import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Issue, Path } from '../spec/issue';
import { issue } from '../spec/issue';
import type { BuildPlan, Requirement, Skipped } from './build-plan';
import { inOverrides } from './overrides-hint';
import { exists } from './what-is-there';

/**
 * Reads a source-to-image folder: the class that `MODEL_NAME` in `.s2i/environment` names is served, with what
 * `requirements.txt` (or `setup.py`) asks for.
 *
 * @param context - the folder, absolute
 */
export async function readS2i(context: string, path: Path, reference: string): Promise<BuildPlan> {
  const file = join(context, '.s2i', 'environment');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const env = environmentLines(text ?? '');
  const model = env['MODEL_NAME'];
  const skipped: Skipped[] = [];
  const issues: Issue[] = [];
  if (model === undefined || model === '')
    issues.push({ ...missingModel(path, text, file), at: { file, line: 1, column: 1 } });
  if (env['API_TYPE'] !== undefined && env['API_TYPE'].toUpperCase() !== 'REST') {
    const hint = 'set API_TYPE=REST';
    issues.push(issue('MYL2007', path, `API_TYPE is ${env['API_TYPE']}, and a model class is served by REST`, hint));
  }
  if (env['INSTALL_SCRIPT'] !== undefined) {
    const line = lineOf(text ?? '', 'INSTALL_SCRIPT');
    const hint = `do its work beforehand, or say how to start it, ${inOverrides(reference)}`;
    const said = `INSTALL_SCRIPT=${env['INSTALL_SCRIPT']} is not run here`;
    issues.push({ ...issue('MYL2002', path, said, hint), severity: 'warning', at: { file, line, column: 1 } });
    skipped.push({ line, text: `INSTALL_SCRIPT=${env['INSTALL_SCRIPT']}`, why: 'scripts of a build are not run here' });
  }
  return {
    steps: [{ kind: 'copy', from: ['.'], to: '/app', intoDirectory: true, line: 1 }],
    env,
    args: {},
    workdir: '/app',
    requirements: await requirementsOf(context),
    pipOptions: [],
    command: { form: 'exec', words: ['python', '-m', 'myelin.serve', model ?? ''] },
    skipped,
    issues,
  };
}

function missingModel(path: Path, text: string | undefined, file: string): Issue {
  const said = text === undefined ? `there is no ${file}` : `${file} has no MODEL_NAME`;
  return issue('MYL2007', path, said, 'write MODEL_NAME=Foo there, for class Foo in Foo.py');
}

/** KEY=VALUE lines; quotes around a whole value are taken off. */
function environmentLines(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match !== null) env[match[1] as string] = (match[2] as string).replace(/^(["'])(.*)\1$/, '$2');
  }
  return env;
}

function lineOf(text: string, name: string): number {
  return text.split('\n').findIndex((line) => line.trim().startsWith(name)) + 1;
}

async function requirementsOf(context: string): Promise<Requirement[]> {
  const has = (name: string) => exists(join(context, name));
  if (await has('requirements.txt')) return [{ kind: 'file', path: '/app/requirements.txt', line: 1 }];
  return (await has('setup.py')) ? [{ kind: 'project', path: '/app', line: 1 }] : [];
}
