import { imagePlans } from '../../../lib/build/image/image-plan';
import { loadAxons } from '../../../lib/spec/load';

function axon(serve: string) {
  const yaml = `
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: { name: two }
spec:
  artifacts: [{ name: src, path: /src, local: { path: . } }]
  tasks:
    - name: A
      container: { imageBuild: { repositoryName: tools, artifact: src, dockerfile: { path: Dockerfile } }, args: [a] }
    - name: B
      container: { imageBuild: { repositoryName: ${serve}, artifact: src, dockerfile: { path: Dockerfile.b } } }
    - name: C
      container: { imageBuild: { dockerfile: { path: Dockerfile }, artifact: src, repositoryName: tools } }
    - name: D
      container: { image: registry.example.com/d:1 }
`;
  return loadAxons(yaml, { file: 'axon.yaml' }).axons[0]!.axon!;
}

const named = (plans: ReturnType<typeof imagePlans>['plans']) =>
  plans.map(({ repositoryName, tasks }) => [repositoryName, ...tasks.map(({ name }) => name)]);

test('tasks that build one image share it, and a finished image is not built', () => {
  const { plans, issues } = imagePlans(axon('other'));
  expect(issues).toEqual([]);
  expect(named(plans)).toEqual([
    ['tools', 'A', 'C'],
    ['other', 'B'],
  ]);
});

test('only the images of some tasks', () => {
  expect(named(imagePlans(axon('other'), new Set(['B'])).plans)).toEqual([['other', 'B']]);
});

test('two tasks that build one image from different things are told so', () => {
  expect(imagePlans(axon('tools')).issues).toEqual([
    {
      code: 'MYL4001',
      severity: 'error',
      path: ['spec', 'tasks', 1, 'container', 'imageBuild'],
      message: 'B builds tools from something else than A does',
      hint: 'give one of them another repositoryName',
    },
  ]);
});
