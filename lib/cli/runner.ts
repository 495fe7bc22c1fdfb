import { lockHolder } from '../local/store/lock';
import { ControlClient } from './client';
import { CliError } from './exit';
import { whereWords } from './where';

/** The runner that has a state folder now; undefined when none has. */
export function runnerOf(stateDir: string): ControlClient | undefined {
  const holder = lockHolder(stateDir);
  if (holder === undefined) return undefined;
  if (holder.url === '') {
    throw new CliError(`myelin: the runner of ${stateDir}, process ${holder.pid}, does not listen yet; try again`);
  }
  return new ControlClient(holder.url);
}

/** @throws CliError that says how to start one */
export function needRunner(stateDir: string, file = 'FILE'): ControlClient {
  const runner = runnerOf(stateDir);
  if (runner !== undefined) return runner;
  const option = whereWords({ kind: 'folder', stateDir });
  throw new CliError(`myelin: no runner has the state folder ${stateDir}; start one: myelin run ${file}${option}`);
}
