import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { program } from '../../lib/cli/main';

const apps = readdirSync('apps', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const commands = new Set(program().commands.map((command) => command.name()));

/** The text of every fenced block of a language. */
function snippets(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, text]) =>
    kind === language ? [text ?? ''] : [],
  );
}

/** Lines without their indentation and without the dash of an item, blank ones left out. */
function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

test('every app has a page, and every page an app', () => {
  const pages = readdirSync('docs/apps').map((file) => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual([...apps].sort());
});

describe.each(apps)('docs/apps/%s.md', (app) => {
  const page = readFileSync(`docs/apps/${app}.md`, 'utf8');
  const axon = lines(readFileSync(`apps/${app}/axon.yaml`, 'utf8'));

  test('shows only what stands in the axon', () => {
    const shown = snippets(page, 'yaml');
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(lines).filter((snippet) => !axon.includes(snippet))).toEqual([]);
  });

  test('names only commands and files that there are', () => {
    const calls = snippets(page, 'sh').flatMap((text) => text.trim().split('\n'));
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      const [npx, myelin, command, ...words] = call.split(' ');
      expect([npx, myelin]).toEqual(['npx', 'myelin']);
      expect(commands).toContain(command);
      for (const word of words.filter((one) => one.startsWith('apps/'))) expect(existsSync(word)).toBe(true);
    }
  });
});
