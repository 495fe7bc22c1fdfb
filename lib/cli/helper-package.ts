import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError } from './exit';

/** The Python helper package that comes with Myelin: beside the program, wherever that was installed. */
export function helperPackage(): string {
  for (let folder = programFolder(); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'python', 'myelin');
    if (existsSync(join(candidate, '__init__.py'))) return candidate;
  }
  throw new CliError('myelin: the Python helper package is missing from this installation; install myelin again');
}

/** The program may be reached through a link, as package managers make them. */
function programFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? process.cwd()));
}
