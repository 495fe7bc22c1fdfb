import { Argument, Command } from 'commander';
import type { KnownNames } from '../known-names';

/** `myelin completion SHELL`: the script that a shell loads, and the hidden command that the script asks. */
export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nFor bash, in ~/.bashrc: source <(myelin completion bash)')
    .action(async (shell: string) => {
      const root = await model(program);
      if (shell === 'bash') process.stdout.write((await import('../bash-words.js')).BASH_WORDS);
      root.setup('myelin', 'myelin', shell);
    });
  program
    .command('complete', { hidden: true })
    .description('suggest what may come next')
    .argument('[words...]', 'what has been written, after --')
    .action(async (words: string[]) => {
      const root = await model(program);
      const { withKnownNames } = await import('../known-names.js');
      await withKnownNames(words, (names) => {
        suggestNames(root.commands.values(), names);
        root.parse(words);
      });
    });
}

/** The arguments that are names which a state folder knows, by what the help calls them. */
const NAMES: Readonly<Record<string, keyof KnownNames>> = {
  axon: 'axons',
  words: 'axons',
  sensor: 'sensors',
  trigger: 'triggers',
  task: 'tasks',
  name: 'tasks',
};

type Model = Awaited<ReturnType<typeof model>>;
type ModelCommand = Model extends { commands: Map<string, infer One> } ? One : never;

function suggestNames(commands: Iterable<ModelCommand>, names: KnownNames): void {
  for (const command of commands) {
    for (const argument of command.arguments.values()) {
      const kind = NAMES[argument.name];
      if (kind !== undefined) argument.handler = (suggest) => names[kind]().forEach((name) => suggest(name, ''));
    }
  }
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
