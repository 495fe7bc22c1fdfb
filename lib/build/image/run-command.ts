import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CommandLine } from './container-tool';

/** A command that was not there, or said no. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** Lines of a failed command that its diagnostic repeats. */
const SHOWN = 5;

/**
 * Runs a command to its end.
 *
 * @param onLine - told every line it prints, of either stream, as it comes
 * @returns what it printed on standard output
 * @throws CommandFailure
 */
export function runCommand([program, ...words]: CommandLine, onLine: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (stream === child.stdout) output.push(line);
        if (line.trim() === '') return;
        last.push(line.trim());
        if (last.length > SHOWN) last.shift();
        onLine(line.trimEnd());
      });
    }
    child.on('error', (fault: NodeJS.ErrnoException) => {
      const why = fault.code === 'ENOENT' ? `there is no ${program} on the PATH` : fault.message;
      reject(new CommandFailure(why, `install ${program}, or name another with --tool`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output.join('\n'));
      const how = signal === null ? `ended with ${code}` : `was ended by ${signal}`;
      reject(
        new CommandFailure(
          `${program} ${words[0]} ${how}: ${last.join(' | ')}`,
          `the command was: ${[program, ...words].join(' ')}`,
        ),
      );
    });
  });
}
