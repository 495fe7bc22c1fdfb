import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactDirectory } from '../../lib/build/artifacts';
import type { ArtifactSpec } from '../../lib/spec/schema/axon';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'myelin-artifacts-'));
  mkdirSync(join(dir, 'code'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = ['spec', 'artifacts', 0];
const hint = 'name a directory in an overrides file (--local FILE), artifacts: {code: DIR}';
const artifact = (source: ArtifactSpec['source']) => ({ name: 'code', path: '/src', source }) as ArtifactSpec;
const find = (source: ArtifactSpec['source'], overrides: Record<string, string> = {}) =>
  artifactDirectory(artifact(source), {
    axonFile: join(dir, 'axon.yaml'),
    overrides,
    cacheDir: join(dir, 'cache'),
    path,
  });

describe('a directory of this machine', () => {
  test('a local path starts at the folder of the axon', async () => {
    expect(await find({ kind: 'local', path: './code' })).toEqual({ directory: join(dir, 'code'), issues: [] });
  });

  test('an override wins over every source, and only its own', async () => {
    const overrides = { code: join(dir, 'code'), other: '/nowhere' };

    expect(await find({ kind: 'git', repo: 'https://unreachable.invalid/x.git' }, overrides)).toEqual({
      directory: join(dir, 'code'),
      issues: [],
    });
  });

  test('a path that does not exist is one issue at its place, with the override as the way out', async () => {
    expect(await find({ kind: 'local', path: 'gone' })).toEqual({
      issues: [
        {
          code: 'MYL3002',
          severity: 'error',
          path: [...path, 'local', 'path'],
          message: `the artifact code is to be in ${join(dir, 'gone')}, which does not exist`,
          hint,
        },
      ],
    });
  });

  test('a bucket is one issue, with the override as the way out', async () => {
    const { directory, issues } = await find({ kind: 's3', endpoint: 'minio:9000', bucket: 'models', key: 'k' });

    expect(directory).toBeUndefined();
    expect(issues).toMatchObject([
      {
        code: 'MYL3002',
        path: [...path, 's3'],
        message: 'the artifact code is in the bucket models, which one machine does not read',
        hint,
      },
    ]);
  });
});

describe('a git repository', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', join(dir, 'repo'), '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      encoding: 'utf8',
    }).trim();
  const commit = (text: string): string => {
    writeFileSync(join(dir, 'repo', 'train.py'), text);
    git('add', '.');
    git('commit', '--quiet', '-m', text);
    return git('rev-parse', 'HEAD');
  };
  const source = (revision?: string) =>
    ({ kind: 'git', repo: `file://${join(dir, 'repo')}`, ...(revision === undefined ? {} : { revision }) }) as const;
  const contents = async (revision?: string) => {
    const { directory = '', commit: at, issues } = await find(source(revision));
    expect(issues).toEqual([]);
    return [readFileSync(join(directory, 'train.py'), 'utf8'), at];
  };

  beforeEach(() => {
    mkdirSync(join(dir, 'repo'));
    git('init', '--quiet', '-b', 'main');
  });

  test('gives the files of a branch, a tag or a commit, and without a revision of its default branch', async () => {
    const first = commit('one');
    git('tag', 'light');
    git('tag', '-a', 'v1', '-m', 'annotated');
    const second = commit('two');

    expect(await contents()).toEqual(['two', second]);
    expect(await contents('main')).toEqual(['two', second]);
    expect(await contents('v1')).toEqual(['one', first]);
    expect(await contents('light')).toEqual(['one', first]);
    expect(await contents(first)).toEqual(['one', first]);
  });

  test('is kept by commit: a branch that moved is fetched again, one that did not is not', async () => {
    const first = commit('one');
    const before = await find(source('main'));
    writeFileSync(join(before.directory!, 'mark'), '');
    expect((await find(source('main'))).directory).toBe(before.directory);
    expect(readdirSync(before.directory!).sort()).toEqual(['mark', 'train.py']);

    const second = commit('two');
    expect((await find(source('main'))).commit).toBe(second);
    expect(second).not.toBe(first);
    expect(readdirSync(join(dir, 'cache'))).toHaveLength(2);
  });

  test('asked for twice at once gives one checkout', async () => {
    commit('one');
    const [a, b] = await Promise.all([find(source()), find(source())]);

    expect(a).toEqual(b);
    expect(readdirSync(join(dir, 'cache'))).toHaveLength(1);
  });

  test('a revision that is not there is one issue at the revision', async () => {
    commit('one');

    expect((await find(source('v9'))).issues).toEqual([
      {
        code: 'MYL3002',
        severity: 'error',
        path: [...path, 'git', 'revision'],
        message: `the artifact code could not be had: ${source().repo} has no branch, tag or full commit id v9`,
        hint,
      },
    ]);
  });

  test('a commit that is not there is one issue at the revision, and leaves nothing behind', async () => {
    commit('one');
    const { issues } = await find(source('0123456789012345678901234567890123456789'));

    expect(issues).toMatchObject([{ code: 'MYL3002', path: [...path, 'git', 'revision'], hint }]);
    expect(readdirSync(join(dir, 'cache'))).toEqual([]);
  });

  test('a repository that is not there is one issue at the repository', async () => {
    const { issues } = await find({ kind: 'git', repo: `file://${join(dir, 'gone')}` });

    expect(issues).toMatchObject([
      { code: 'MYL3002', path: [...path, 'git', 'repo'], message: expect.stringMatching(/gone/), hint },
    ]);
  });

  test('a password in the address is not shown', async () => {
    const { issues } = await find({ kind: 'git', repo: 'http://me:hunter2@127.0.0.1:9/x.git' });

    expect(issues).toHaveLength(1);
    expect(JSON.stringify(issues)).not.toContain('hunter2');
  });

  test('an address or revision that git would take for an option is refused', async () => {
    expect((await find({ kind: 'git', repo: '--upload-pack=touch x' })).issues).toMatchObject([{ code: 'MYL3002' }]);
    expect((await find(source('--output=x'))).issues).toMatchObject([{ path: [...path, 'git', 'revision'] }]);
  });

  test('without git on the machine, that is said', async () => {
    const before = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      expect((await find(source('main'))).issues).toMatchObject([
        { message: 'the artifact code could not be had: git is not installed', hint },
      ]);
    } finally {
      process.env.PATH = before;
    }
  });
});
