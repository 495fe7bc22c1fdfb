import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');

/** What a text names that only one machine has: `line: what`. */
function machineNames(text: string): readonly string[] {
  const found: string[] = [];
  text.split('\n').forEach((line, index) => {
    for (const pattern of MACHINE_NAMES) {
      for (const [name] of line.matchAll(pattern)) found.push(`${index + 1}: ${name.trim()}`);
    }
  });
  return found;
}

/** Package registries and their mirrors, home folders, and the addresses of private networks with a port or a path. */
const MACHINE_NAMES = [
  /\b(?:registry\.(?:npmjs\.org|yarnpkg\.com)|registry\.npmmirror\.com|(?:files\.)?pythonhosted\.org|pypi\.org\/simple|proxy\.golang\.org|index\.crates\.io)\b/g,
  /\b[\w.-]*(?:artifactory|nexus|verdaccio|devpi|pypiserver)[\w-]*\.[\w.-]+/gi,
  /\/root\/\S*/g,
  /\/(?:home|Users)\/[a-z][\w-]*\/[\w.-]+\/\S*/g,
  /https?:\/\/(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\S*/g,
];

/** Every text that is committed, and this file as the only one that may name what it looks for. */
function committedTexts(): readonly { readonly file: string; readonly text: string }[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' }).split('\0');
  return names
    .filter((file) => file !== '' && file !== 'test/repository/names.test.ts')
    .filter((file) => statSync(join(repository, file), { throwIfNoEntry: false })?.isFile())
    .map((file) => ({ file, text: readFileSync(join(repository, file), 'latin1') }))
    .filter(({ text }) => !text.includes('\0'));
}

test('nothing that is committed names a package registry or a folder of one machine', () => {
  const texts = committedTexts();
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.flatMap(({ file, text }) => machineNames(text).map((name) => `${file}:${name}`))).toEqual([]);
});

test('the lock file says what to install, not where it once came from', () => {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string; inBundle?: boolean }>;
  };
  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  expect(
    installed.filter(([, it]) => it.integrity === undefined && it.inBundle !== true).map(([path]) => path),
  ).toEqual([]);
});

test('npm is told nothing that holds on one machine only', () => {
  expect(readFileSync(join(repository, '.npmrc'), 'utf8').trim().split('\n')).toEqual([
    'omit-lockfile-registry-resolved=true',
  ]);
});

test.each([
  ['"resolved": "https://registry.npmjs.org/a/-/a-1.tgz"', ['1: registry.npmjs.org']],
  ['pip install x\n  --index-url https://nexus.example.org/simple', ['2: nexus.example.org']],
  ['see /root/notes.md', ['1: /root/notes.md']],
  ['cd /home/someone/code/myelin', ['1: /home/someone/code/myelin']],
  ['curl http://10.1.2.3:8080/x', ['1: http://10.1.2.3:8080/x']],
])('%j is found', (text, found) => {
  expect(machineNames(text)).toEqual(found);
});

test.each([
  'http://127.0.0.1:8080/predict',
  'docker.io/library/python:3.12',
  'HOME=/home/me',
  '/var/lib/myelin',
  'uid 10001',
])('%j is no name of a machine', (text) => {
  expect(machineNames(text)).toEqual([]);
});
