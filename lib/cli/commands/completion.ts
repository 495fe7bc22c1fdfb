import { Argument, Command } from 'commander';

/** `myelin completion SHELL`: the script that a shell loads, and the hidden command that the script asks. */
export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nFor bash, in ~/.bashrc: source <(myelin completion bash)')
    .action(async (shell: string) => (await model(program)).setup('myelin', 'myelin', shell));
  program
    .command('complete', { hidden: true })
    .description('suggest what may come next')
    .argument('[words...]', 'what has been written, after --')
    .action(async (words: string[]) => (await model(program)).parse(words));
}

/** The library adds commands of its own to what it is given, so it is given a copy. */
async function model(program: Command) {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const copy = new Command(program.name());
  for (const command of program.commands) {
    if (command.name() !== 'complete' && command.name() !== 'completion') copy.addCommand(command);
  }
  return tab(copy, { completionCommandName: 'completion' });
}
