import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOP, myelin, scratch } from './command-line';

// Programs are started, files are copied and hashed: nothing for five seconds where other work runs.
jest.setTimeout(60_000);

const CHANGED = LOOP.replace('metrics.accuracy >= 0.9', 'metrics.accuracy >= 0.95').replace(
  'deploy: {image: example}',
  "deploy: {image: 'example:2'}",
);

function files(...texts: readonly string[]): readonly string[] {
  const dir = scratch();
  return texts.map((text, index) => {
    const file = join(dir, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
}

/** A repository whose only commit has the files. */
function repository(contents: Readonly<Record<string, string>>): string {
  const dir = scratch();
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words]);
  git('init', '-q');
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  return dir;
}

const TOLD = `axon digits changed
  sensor release: gate metrics.accuracy >= 0.9 → metrics.accuracy >= 0.95
  security
    Serve: image example → example:2, by a tag that can be moved
`;

describe('diff of two files', () => {
  it('tells what differs, and sets apart what counts for security', async () => {
    const [before = '', after = ''] = files(LOOP, CHANGED);
    expect(await myelin('diff', before, after)).toEqual({ code: 0, out: TOLD, err: '' });
  });
  it('ends with 4 under --exit-code if there are differences, else with 0', async () => {
    const [before = '', after = '', same = ''] = files(LOOP, CHANGED, `# the same\n${LOOP}`);
    expect(await myelin('diff', before, after, '--exit-code')).toEqual({ code: 4, out: TOLD, err: '' });
    expect(await myelin('diff', before, same, '--exit-code')).toEqual({
      code: 0,
      out: 'axon digits: no differences\n',
      err: '',
    });
  });
  it('prints the same as data', async () => {
    const [before = '', after = ''] = files(LOOP, CHANGED);
    const { out } = await myelin('diff', before, after, '-o', 'json');
    expect(JSON.parse(out)).toEqual({
      axons: [
        {
          axon: 'digits',
          status: 'changed',
          changes: [
            {
              text: 'Serve: image example → example:2, by a tag that can be moved',
              path: 'tasks.Serve.image',
              before: 'example',
              after: 'example:2',
              security: true,
              expanded: false,
            },
            {
              text: 'sensor release: gate metrics.accuracy >= 0.9 → metrics.accuracy >= 0.95',
              path: 'sensors.release.when',
              before: 'metrics.accuracy >= 0.9',
              after: 'metrics.accuracy >= 0.95',
              security: false,
              expanded: false,
            },
          ],
        },
      ],
    });
  });
  it('says that an axon written by its wanted state does the same', async () => {
    expect(await myelin('diff', 'apps/digits/axon.yaml', 'apps/digits/desired.yaml')).toMatchObject({
      code: 0,
      out: `axon digits changed
  desired digits added: Train served by Deploy with accuracy >= 0.95
  nothing else differs: the axon does the same as before
`,
    });
  });
  it('refuses a side with errors, which means nothing', async () => {
    const [before = '', after = ''] = files(LOOP, LOOP.replaceAll('{task: Train}', '{task: Trian}'));
    const { code, out, err } = await myelin('diff', before, after);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${after}:9:`);
  });
  it.each([[[]], [['b.yaml', '--from', 'HEAD']]])('wants two files, or one and a revision', async (words) => {
    expect(await myelin('diff', 'a.yaml', ...words)).toEqual({
      code: 2,
      out: '',
      err: 'myelin: diff wants two files, or one file and --from REVISION\n',
    });
  });
});

describe('diff since a revision', () => {
  it('compares a file below the root with what was committed', async () => {
    const dir = repository({ 'team/axons/axon.yaml': LOOP });
    const file = join(dir, 'team/axons/axon.yaml');
    expect(await myelin('diff', file, '--from', 'HEAD')).toMatchObject({ out: 'axon digits: no differences\n' });
    writeFileSync(file, CHANGED);
    expect(await myelin('diff', file, '--from', 'HEAD')).toEqual({ code: 0, out: TOLD, err: '' });
  });
  it('tells of images that were built since, by the locks beside the file', async () => {
    const axon = LOOP.replace(
      'deploy: {image: example}',
      'deploy: {imageBuild: {repositoryName: serve, dockerfile: {path: Dockerfile}}}',
    );
    const lock = (digit: string) =>
      JSON.stringify({ version: 1, images: { serve: { image: `r/serve@sha256:${digit.repeat(64)}`, source: digit } } });
    const dir = repository({ 'axon.yaml': axon, 'axon.lock.json': lock('a') });
    const file = join(dir, 'axon.yaml');
    writeFileSync(join(dir, 'axon.lock.json'), lock('b'));
    const told = `axon digits changed\n  Serve: image rebuilt sha256:${'a'.repeat(12)} → sha256:${'b'.repeat(12)}\n`;
    expect(await myelin('diff', file, '--from', 'HEAD')).toEqual({ code: 0, out: told, err: '' });
    writeFileSync(join(dir, 'axon.lock.json'), '{}');
    expect(await myelin('diff', file, '--from', 'HEAD')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('error MYL4003') as string,
    });
    // Of two files each has its lock beside it; where one has none, nothing is known of it.
    writeFileSync(join(dir, 'axon.lock.json'), lock('b'));
    const [alone = ''] = files(axon);
    expect(await myelin('diff', alone, file)).toMatchObject({ out: 'axon digits: no differences\n' });
    writeFileSync(join(alone, '../axon.lock.json'), lock('a'));
    expect(await myelin('diff', alone, file)).toMatchObject({ out: told });
  });
  it('tells of axons that were added to a file, and of a file that is gone', async () => {
    const dir = repository({ 'axon.yaml': LOOP });
    const file = join(dir, 'axon.yaml');
    writeFileSync(file, `${LOOP}---\n${LOOP.replace('name: digits', 'name: letters')}`);
    const added = await myelin('diff', file, '--from', 'HEAD');
    expect(added.out).toMatch(
      /^axon digits: no differences\naxon letters added\n {2}task Train added: train, example\n/,
    );
    rmSync(file);
    const gone = await myelin('diff', file, '--from', 'HEAD', '--exit-code');
    expect(gone).toMatchObject({ code: 4, err: '' });
    expect(gone.out).toMatch(/^axon digits removed\n/);
  });
  it('knows an image that is built from files which changed, though the axon says the same', async () => {
    const axon = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: built}
spec:
  artifacts: [{name: source, path: /src, local: {path: src}}]
  tasks:
    - {name: Train, train: {imageBuild: {repositoryName: t, artifact: source, dockerfile: {path: Dockerfile}}}}
`;
    const dir = repository({ 'axon.yaml': axon, 'src/Dockerfile': 'FROM python:3.12\n', 'src/train.py': '' });
    writeFileSync(join(dir, 'src/train.py'), 'print()\n');
    writeFileSync(join(dir, 'src/new.py'), 'print()\n');
    expect(await myelin('diff', join(dir, 'axon.yaml'), '--from', 'HEAD')).toMatchObject({
      out: `axon built changed
  Train: image rebuilt, since train.py and new.py of the artifact source changed
`,
    });
  });
  it('names a revision that there is not, and a file that is nowhere', async () => {
    const dir = repository({ 'axon.yaml': LOOP });
    const file = join(dir, 'axon.yaml');
    expect(await myelin('diff', file, '--from', '--all')).toEqual({
      code: 2,
      out: '',
      err: `myelin: --from names no revision of the repository of ${file}, got --all\n`,
    });
    const other = join(dir, 'other.yaml');
    expect(await myelin('diff', other, '--from', 'HEAD')).toEqual({
      code: 1,
      out: '',
      err: `myelin: there is no ${other}, neither here nor in HEAD\n`,
    });
  });
  it('needs a repository', async () => {
    const [file = ''] = files(LOOP);
    expect(await myelin('diff', file, '--from', 'HEAD')).toEqual({
      code: 1,
      out: '',
      err: `myelin: ${file} is in no git repository, so --from has no revisions\n`,
    });
  });
});

describe('diff of objects', () => {
  it('names each object, and the places where it changed', async () => {
    const [before = '', after = ''] = files(
      LOOP,
      CHANGED.replace('metadata: {name: digits}', 'metadata: {name: digits, labels: {team: a}}'),
    );
    const { code, out } = await myelin('diff', before, after, '--objects', '--exit-code');
    expect(code).toBe(4);
    expect(out).toContain('\nobjects\n  ~ ConfigMap digits-axon\n');
    expect(out).toContain(`  ~ Deployment digits-serve
      metadata.labels.team a added
      spec.template.metadata.labels.team a added
      spec.template.spec.containers.model.image example → example:2
`);
    expect(out).toContain('\nobjects for security\n  ~ ServiceAccount digits-axon\n');
  });
  it('prints them as data', async () => {
    const [before = '', after = ''] = files(LOOP, LOOP.replace('image: example}', "image: 'example:2'}"));
    const { out } = await myelin('diff', before, after, '--objects', '-o', 'json');
    const { objects } = JSON.parse(out) as { objects: unknown[] };
    expect(objects).toContainEqual({
      kind: 'Deployment',
      name: 'digits-serve',
      status: 'changed',
      security: false,
      changes: [{ path: 'spec.template.spec.containers.model.image', before: 'example', after: 'example:2' }],
    });
  });
  it('shows long values to their end where they are asked for in full', async () => {
    const long = `example/${'long/'.repeat(40)}image`;
    const [before = '', after = ''] = files(LOOP, LOOP.replace('image: example}', `image: '${long}'}`));
    const line = (whole: string) => `      spec.template.spec.containers.model.image example → ${whole}\n`;
    const { out: cut } = await myelin('diff', before, after, '--objects');
    expect(cut).toContain(line(`${long.slice(0, 160)}…`));
    const { out: full } = await myelin('diff', before, after, '--objects', '--full');
    expect(full).toContain(line(long));
    expect(await myelin('diff', before, after, '--full')).toMatchObject({
      code: 2,
      err: 'myelin: --full is of --objects\n',
    });
  });
  it('has nothing to tell of equal files', async () => {
    const [before = '', after = ''] = files(LOOP, LOOP);
    const { code, out } = await myelin('diff', before, after, '--objects', '--exit-code');
    expect({ code, out }).toEqual({ code: 0, out: 'axon digits: no differences\nobjects: no differences\n' });
  });
});
