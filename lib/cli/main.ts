import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands';
import { addExample } from './examples';
import { CliError, EXIT } from './exit';

const DEBUG = '--debug';

/** `myelin`: reads the words, finds the command, and turns whatever happens into an exit code. */
export function program(): Command {
  const myelin = new Command('myelin')
    .description('The machine-learning loop as one document: train, gate, deploy, watch, retrain.')
    .version(process.env['MYELIN_VERSION'] ?? '0.1.0')
    .option(DEBUG, 'show stack traces')
    // Else `--version` of a command would be taken for that of the program.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('(myelin COMMAND --help shows what it takes)')
    .exitOverride();
  for (const register of COMMANDS) register(myelin);
  for (const command of myelin.commands) addExample(command);
  return myelin;
}

export async function main(words: readonly string[]): Promise<number> {
  const myelin = program();
  try {
    // It means the same before and after the command.
    await myelin.parseAsync(
      words.filter((word) => word !== DEBUG),
      { from: 'user' },
    );
    return process.exitCode === undefined ? EXIT.fine : Number(process.exitCode);
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.fine : EXIT.usage;
    tell(fault, words.includes(DEBUG));
    return fault instanceof CliError ? fault.exitCode : EXIT.refused;
  }
}

/** Says on standard error what went wrong; where in the program, only if that is asked for. */
export function tell(fault: unknown, debug: boolean): void {
  if (debug) console.error(fault);
  else if (!(fault instanceof Error)) console.error(`myelin: ${String(fault)}`);
  else if (!(fault instanceof CliError)) console.error(`myelin: ${fault.message} (--debug shows where)`);
  else if (fault.message !== '') console.error(fault.message);
}
