import { App, Chart } from 'cdk8s';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Axon, AxonSpecError, ContainerTask, Image } from '../../lib/constructs';
import { synthesize, synthesizeFile } from './synthesize';

const digest = `registry.example.com/team/tools@sha256:${'0a'.repeat(32)}`;
const lock = JSON.stringify({ version: 1, images: { tools: { image: digest, source: 'abc' } } });
const yaml = `
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: { name: pinned }
spec:
  volume: { name: none, emptyDir: {} }
  tasks:
    - name: A
      container: { imageBuild: { repositoryName: tools, dockerfile: { path: Dockerfile } } }
    - name: B
      container: { imageBuild: { repositoryName: others, dockerfile: { path: Dockerfile } } }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-lock-'));
  writeFileSync(join(folder, 'axon.yaml'), yaml);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the pods of a task ask for. */
function imageOf({ find }: ReturnType<typeof synthesize>, name: string): unknown {
  return find('CronJob', name)['spec'].jobTemplate.spec.template.spec.containers[0].image;
}

test('the lock beside an axon pins what has been built; the rest is unbuilt, and told so', () => {
  writeFileSync(join(folder, 'axon.lock.json'), lock);
  const made = synthesizeFile(join(folder, 'axon.yaml'));
  expect([imageOf(made, 'pinned-a'), imageOf(made, 'pinned-b')]).toEqual([digest, 'others:unbuilt']);
  const unbuilt = made.axons[0]!.issues.filter(({ code }) => code === 'MYL5001');
  expect(unbuilt.map(({ message }) => message)).toEqual([
    'the image others has not been built, its pods are written with others:unbuilt',
  ]);
});

test('the image of the runtime is told where no lock has it, nobody names it and no other image is told', () => {
  const told = (props: object, image = Image.fromRegistry('i')) => {
    const { axons } = synthesize((chart) => {
      const axon = new Axon(chart, 'pinned', { onWarnings: () => undefined, ...props });
      new ContainerTask(axon, 'A', { image });
      return [axon];
    });
    return axons[0]!.issues.flatMap(({ code, message }) => (code === 'MYL5001' ? [message] : []));
  };
  const runtime =
    'the image of the runtime has not been built, what runs before tasks is written with myelin-runtime:unbuilt';
  expect(told({})).toEqual([runtime]);
  expect(told({ runtimeImage: 'registry.example.com/runtime:1' })).toEqual([]);
  expect(told({}, Image.fromDockerfile('tools'))).toEqual([
    'the image tools has not been built, its pods are written with tools:unbuilt',
  ]);
});

test('an axon in TypeScript names its lock', () => {
  const file = join(folder, 'images.json');
  writeFileSync(file, lock);
  const made = synthesize((chart) => {
    const axon = new Axon(chart, 'pinned', { imageLock: file, onWarnings: () => undefined });
    new ContainerTask(axon, 'A', { image: Image.fromDockerfile('tools') });
    return [axon];
  });
  expect(imageOf(made, 'pinned-a')).toBe(digest);
});

test('a lock that is named and absent, or is none, is a fault of the construct', () => {
  const chart = new Chart(new App(), 'chart');
  const make = (id: string, imageLock: string) => () => new Axon(chart, id, { imageLock });
  const absent = join(folder, 'absent.json');
  expect(make('one', absent)).toThrow(AxonSpecError);
  expect(make('two', absent)).toThrow(`the image lock ${absent} cannot be read: there is no such file`);
  const broken = join(folder, 'axon.lock.json');
  writeFileSync(broken, '{"version": 1}');
  expect(make('three', broken)).toThrow(`the image lock ${broken} cannot be read: images: `);
  expect(() => synthesizeFile(join(folder, 'axon.yaml'))).toThrow('MYL4003');
});
