import { diffAxons } from '../../../lib/spec/diff/axon-diff';
import type { ImageLock } from '../../../lib/spec/image-lock';
import { loadAxons } from '../../../lib/spec/load';

const AXON = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  tasks:
    - {name: Train, train: {imageBuild: {repositoryName: train, dockerfile: {path: Dockerfile}}}}
    - {name: Fixed, container: {image: i}}
`;

const lock = (images: Readonly<Record<string, string>>): ImageLock =>
  Object.fromEntries(Object.entries(images).map(([name, image]) => [name, { image, source: 's' }]));

/** What is told of one axon whose locks differ; `!` is before what counts for security. */
function told(before: ImageLock | undefined, after: ImageLock | undefined): readonly string[] {
  const [{ spec, axon } = {}] = loadAxons(AXON, { file: 'axon.yaml' }).axons;
  if (spec === undefined || axon === undefined) throw new Error('the axon does not load');
  const sides = [before, after].map((images) => [{ spec, axon, ...(images === undefined ? {} : { images }) }]);
  return diffAxons(sides[0]!, sides[1]!).flatMap(({ changes }) =>
    changes.map(({ text, security }) => `${security === true ? '! ' : ''}${text}`),
  );
}

const A = `r.example.com/train@sha256:${'0123456789abcdef'.repeat(4)}`;
const B = `r.example.com/train@sha256:${'fedcba9876543210'.repeat(4)}`;

test.each<[name: string, before: ImageLock | undefined, after: ImageLock | undefined, lines: readonly string[]]>([
  [
    'an image that was built again',
    lock({ train: A }),
    lock({ train: B }),
    ['Train: image rebuilt sha256:0123456789ab → sha256:fedcba987654'],
  ],
  [
    'an image of another registry',
    lock({ train: A }),
    lock({ train: B.replace('r.', 'other.') }),
    ['Train: image r.example.com/train@sha256:0123456789ab → other.example.com/train@sha256:fedcba987654'],
  ],
  ['an image that was built first', lock({}), lock({ train: A }), ['Train: image built, sha256:0123456789ab']],
  [
    'an image that the lock has no more',
    lock({ train: A }),
    lock({}),
    ['! Train: image no longer pinned, it was sha256:0123456789ab'],
  ],
  [
    'an image that was loaded into nodes',
    lock({ train: A }),
    lock({ train: 'r.example.com/train:fedcba987654' }),
    ['! Train: image rebuilt sha256:0123456789ab → fedcba987654, by a tag that only nodes know'],
  ],
  [
    'the image of the runtime',
    lock({ 'myelin-runtime': A }),
    lock({ 'myelin-runtime': B }),
    ['the runtime: image rebuilt sha256:0123456789ab → sha256:fedcba987654'],
  ],
  ['the same images', lock({ train: A }), lock({ train: A, other: B }), []],
])('%s', (_, ...[before, after, lines]) => {
  expect(told(before, after)).toEqual(lines);
});
