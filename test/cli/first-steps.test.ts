import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatImageLock, IMAGE_LOCK_FILE, RUNTIME_REPOSITORY } from '../../lib/spec/image-lock';
import { myelin, scratch } from './command-line';

const AXON = 'apps/digits/axon.yaml';

/** Words of the `synth` of a page that a new user runs, as far as Myelin gets them. */
function synthOf(page: string): readonly string[] {
  const [, words = ''] = /^npx (myelin synth [^|\n]+)/m.exec(readFileSync(page, 'utf8')) ?? [];
  return words.trim().split(' ').slice(1);
}

/** The app as it lies there once its images have been built. */
function builtApp(): string {
  const dir = scratch();
  cpSync('apps/digits', dir, { recursive: true });
  const text = readFileSync(AXON, 'utf8');
  const names = [...text.matchAll(/repositoryName: (\S+)/g)].map(([, name = '']) => name);
  const digest = `sha256:${'0'.repeat(64)}`;
  const entry = (name: string) => [name, { image: `registry.example.com/team/${name}@${digest}`, source: '' }] as const;
  writeFileSync(
    join(dir, IMAGE_LOCK_FILE),
    formatImageLock(Object.fromEntries([...names, RUNTIME_REPOSITORY].map(entry))),
  );
  return join(dir, 'axon.yaml');
}

test.each([
  ['README.md', []],
  ['docs/runtime.md', ['MYL5007']],
])('the synth that %s shows says what the page says it does', async (page, expected) => {
  const words = synthOf(page);
  expect(words).toContain(AXON);
  const file = builtApp();
  const { code, out, err } = await myelin(...words.map((word) => (word === AXON ? file : word)));
  expect({ code, told: [...err.matchAll(/ (MYL\d{4}) /g)].map(([, told]) => told) }).toEqual({
    code: 0,
    told: expected,
  });
  expect(out).toContain('kind: CronJob');
  for (const one of expected) expect(readFileSync(page, 'utf8')).toContain(one);
});
