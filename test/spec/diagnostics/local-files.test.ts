import { checkLocalFiles, type FileSight } from '../../../lib/spec/check/local-files';
import { loadAxons, placeIssues } from '../../../lib/spec/load';
import { renderIssues } from '../../../lib/spec/render';
import { HEADER } from '../diagnose';

const axon = (build: string, source = 'local: {path: ./code}') => `${HEADER}
  artifacts: [{name: source, path: /src, ${source}}]
  tasks:
    - name: Train
      container:
        imageBuild: {repositoryName: t, artifact: source, ${build}}
`;

/** A folder as `{name: entries}`, a file as its name, what nobody may look at as null. */
interface Tree {
  readonly [name: string]: Tree | 'file' | null;
}

function told(text: string, tree: Tree): string {
  const [loaded] = loadAxons(text, { file: 'axon.yaml' }).axons;
  if (loaded?.axon === undefined) throw new Error('the axon does not load');
  const look = (path: string): FileSight => {
    let here: Tree[string] | undefined = tree;
    for (const name of path.split('/').filter((one) => one !== '')) {
      if (here !== null) here = typeof here === 'object' ? here[name] : undefined;
    }
    if (here === undefined) return { kind: 'absent' };
    if (here === null) return { kind: 'unknown' };
    return here === 'file' ? { kind: 'file' } : { kind: 'folder', names: () => Object.keys(here) };
  };
  const found = placeIssues(checkLocalFiles(loaded.axon, look), loaded);
  return renderIssues(found).replace(/\n\d warnings?$/, '');
}

const DOCKERFILE = 'dockerfile: {path: Dockerfile}';

test.each<[name: string, text: string, tree: Tree, said: string]>([
  [
    'a local artifact whose folder is not there',
    axon(DOCKERFILE),
    {},
    `axon.yaml:6:56 warning MYL2011 spec.artifacts[0].local.path there is no folder code for the artifact source
  hint: local.path starts at the folder of the axon's file; or give another folder with --local FILE, artifacts: {source: DIR}`,
  ],
  [
    'a local artifact that is a file',
    axon(DOCKERFILE),
    { code: 'file' },
    `axon.yaml:6:56 warning MYL2011 spec.artifacts[0].local.path code is not a folder, as the artifact source needs one
  hint: local.path starts at the folder of the axon's file; or give another folder with --local FILE, artifacts: {source: DIR}`,
  ],
  [
    'a folder of a build that is not there',
    axon(`buildLocation: /src/train, ${DOCKERFILE}`),
    { code: {} },
    `axon.yaml:10:74 warning MYL2011 spec.tasks[0].container.imageBuild.buildLocation there is no folder code/train for the build of t
  hint: buildLocation begins with /src, where code is`,
  ],
  [
    'a folder of a build that is not in its artifact',
    axon(`buildLocation: /train, ${DOCKERFILE}`),
    { code: {} },
    `axon.yaml:10:74 warning MYL2011 spec.tasks[0].container.imageBuild.buildLocation buildLocation /train is not below /src, where the artifact source is
  hint: begin buildLocation with /src`,
  ],
  [
    'a Dockerfile that is not there',
    axon(`buildLocation: /src/train, ${DOCKERFILE}`),
    { code: { train: {} } },
    `axon.yaml:10:105 warning MYL2011 spec.tasks[0].container.imageBuild.dockerfile.path there is no file code/train/Dockerfile for the build of t
  hint: dockerfile.path starts at buildLocation; correct it, or write the file`,
  ],
  [
    'a Dockerfile whose name is nearly that of one that is there',
    axon('dockerfile: {path: Dockerfile.trian}'),
    { code: { 'Dockerfile.train': 'file', 'train.py': 'file' } },
    `axon.yaml:10:78 warning MYL2011 spec.tasks[0].container.imageBuild.dockerfile.path there is no file code/Dockerfile.trian for the build of t
  hint: did you mean Dockerfile.train`,
  ],
  [
    'a Dockerfile that is a folder',
    axon('dockerfile: {path: docker}'),
    { code: { docker: {} } },
    `axon.yaml:10:78 warning MYL2011 spec.tasks[0].container.imageBuild.dockerfile.path code/docker is a folder, and the build of t needs a Dockerfile
  hint: dockerfile.path starts at buildLocation; correct it, or write the file`,
  ],
  [
    'a folder of source-to-image that is not there',
    axon('s2i: {contextDir: serve}'),
    { code: {} },
    `axon.yaml:10:77 warning MYL2011 spec.tasks[0].container.imageBuild.s2i.contextDir there is no folder code/serve for the build of t
  hint: s2i.contextDir starts at buildLocation`,
  ],
])('%s', (_, text, tree, said) => {
  expect(told(text, tree)).toBe(said);
});

test.each<[name: string, text: string, tree: Tree]>([
  ['files that are there', axon(DOCKERFILE), { code: { Dockerfile: 'file' } }],
  ['a folder of source-to-image that is there', axon('s2i: {contextDir: .}'), { code: {} }],
  ['what this person may not look at', axon(`buildLocation: /src/train, ${DOCKERFILE}`), { code: { train: null } }],
  ['what git holds', axon(DOCKERFILE, 'git: {repo: https://example.com/r.git}'), {}],
  ['what a bucket holds', axon(DOCKERFILE, 's3: {endpoint: https://s3.example.com, bucket: b, key: k}'), {}],
  ['a build on a volume of its own', axon(`buildLocation: /data, volumeMounts: [], ${DOCKERFILE}`), { code: {} }],
])('%s is no fault', (_, text, tree) => {
  expect(told(text, tree)).toBe('');
});

test('two tasks that build one image say it once', () => {
  const text = `${axon(DOCKERFILE)}    - name: Again
      container:
        imageBuild: {repositoryName: t, artifact: source, ${DOCKERFILE}}
`;
  expect(told(text, { code: {} }).match(/MYL2011/g)).toHaveLength(1);
});
