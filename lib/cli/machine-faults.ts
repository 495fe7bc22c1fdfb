import { machineFault } from '../local/machine-fault';
import { CliError } from './exit';
import { printIssues } from './issues';

/** Does what touches the state folder; a fault of the machine is told as a diagnostic. @throws CliError */
export async function withDiagnostics<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    const issue = machineFault(fault);
    if (issue === undefined) throw fault;
    printIssues([issue]);
    throw new CliError('', undefined, { cause: fault });
  }
}
