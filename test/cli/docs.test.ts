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

const words = (flags: string) => flags.split(' ').filter((word) => word.startsWith('-'));
const listedOptions = (text: string) => [...text.matchAll(/^- `(-[^`]*)`/gm)].map(([, flags]) => words(flags!)).sort();

/** Options that say where axons are are documented once, for all commands that take them. */
const whereFlags = program()
  .commands.find((command) => command.name() === 'list')!
  .options.map(({ flags }) => flags)
  .filter((flags) => !flags.includes('--output'));

describe('docs/cli.md', () => {
  it('has a section for every command, and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(commands.map((command) => command.name()).sort());
  });
  it('names once the options that say where axons are', () => {
    const [, where = ''] = readFileSync('docs/cli.md', 'utf8').split(/^## (?=Where)/m);
    expect(listedOptions(where.split(/^## /m)[0] ?? '')).toEqual(whereFlags.map(words).sort());
  });
  it.each(commands.map((command) => [command.name(), command] as const))(
    'names every option of %s, and no other',
    (name, command) => {
      const text = sections.get(name) ?? '';
      const options = command.options.map(({ flags }) => flags);
      const takesWhere = whereFlags.every((flags) => options.includes(flags));
      expect(text.includes('[where](#where)')).toBe(takesWhere);
      const own = options.filter((flags) => !takesWhere || !whereFlags.includes(flags));
      expect(listedOptions(text)).toEqual(own.map(words).sort());
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
