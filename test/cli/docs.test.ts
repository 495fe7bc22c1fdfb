import { readFileSync } from 'node:fs';
import { EXAMPLES } from '../../lib/cli/examples';
import { program } from '../../lib/cli/main';

const help = program().createHelp();
const commands = help.visibleCommands(program()).filter((command) => command.name() !== 'help');
/** Section of each command: what stands between its heading and the next. */
const sections = new Map(
  readFileSync('docs/cli.md', 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text.split(/^## /m)[0] ?? '']),
);

test.each(commands.map((command) => [command.name(), command] as const))(
  'the help of %s ends with an example that the command takes',
  (name, command) => {
    const example = EXAMPLES[name] ?? '';
    const words = example.split(' ');
    expect(words.slice(0, 2)).toEqual(['myelin', name]);
    const options = command.options.flatMap(({ short, long }) => [short, long]);
    for (const word of words) if (/^--?[a-z]/.test(word)) expect(options).toContain(word);
  },
);

describe('docs/cli.md', () => {
  it('has a section for every command, and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(commands.map((command) => command.name()).sort());
  });
  it.each(commands.map((command) => [command.name(), command] as const))(
    'names every option of %s, and no other',
    (name, command) => {
      const options = command.options.map(({ flags }) => flags.split(' ').filter((word) => word.startsWith('-')));
      const text = sections.get(name) ?? '';
      const listed = [...text.matchAll(/^- `(-[^`]*)`/gm)].map(([, flags]) =>
        flags!.split(' ').filter((word) => word.startsWith('-')),
      );
      expect(listed.sort()).toEqual(options.sort());
    },
  );
  it.each(commands.map((command) => [command.name(), command] as const))(
    'writes the arguments of %s as its help does',
    (name, command) => {
      const words = command.registeredArguments.map((argument) => {
        const more = argument.variadic ? '...' : '';
        return argument.required ? `<${argument.name()}${more}>` : `[${argument.name()}${more}]`;
      });
      expect(sections.get(name)).toContain([`\`myelin ${name}`, ...words].join(' '));
    },
  );
});
