import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError } from './exit';

/** The Python helper package that comes with Myelin. */
export function helperPackage(): string {
  return dirname(packageFile('the Python helper package', 'python', 'myelin', '__init__.py'));
}

/** The folder from which the image of the runtime is built. */
export function runtimeImageFolder(): string {
  return dirname(packageFile('the image of the runtime', 'build', 'image', 'runtime', 'Dockerfile'));
}

/** A file that comes with Myelin: beside the program, wherever that was installed. */
function packageFile(what: string, ...parts: readonly string[]): string {
  for (let folder = programFolder(); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, ...parts);
    if (existsSync(candidate)) return candidate;
  }
  throw new CliError(`myelin: ${what} is missing from this installation; install myelin again`);
}

/** The program may be reached through a link, as package managers make them. */
function programFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? process.cwd()));
}
