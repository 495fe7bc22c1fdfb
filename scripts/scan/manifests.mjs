// What is scanned: the objects of axons, as they would be applied.
import { App, Chart } from 'cdk8s';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';

const root = join(import.meta.dirname, '..', '..');

const { Axon, AxonRuntime } = createRequire(import.meta.url)(join(root, 'build', 'lib', 'constructs', 'index.js'));

/** Where objects are applied whose axon names no namespace. */
const NAMESPACE = 'scanned';

/** The axons of the apps, and of the folder that MYELIN_CORPUS names. */
export async function axonFiles() {
  const apps = await readdir(join(root, 'apps'), { withFileTypes: true });
  const files = apps.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, 'apps', name, 'axon.yaml'));
  const { MYELIN_CORPUS: corpus } = process.env;
  if (corpus === undefined) return files;
  const published = (await readdir(corpus)).filter((name) => name.endsWith('.yaml'));
  return [...files, ...published.map((name) => join(corpus, name))];
}

/** What an axon is called in the matrix: its folder among the apps, its file in the corpus. */
export function axonTitle(file) {
  return basename(file) === 'axon.yaml' ? basename(dirname(file)) : basename(file, '.yaml');
}

/**
 * Synthesizes an axon as it is applied: in a namespace, and with images that have digests, its own as `myelin build` locks
 * them. What is scanned is the shape; of images that nobody has built, `synth` itself warns.
 *
 * @returns all its objects, and the file in `folder` that holds them
 */
export async function manifests(file, folder) {
  const title = axonTitle(file);
  const imageLock = join(folder, `${title}.lock.json`);
  await writeFile(imageLock, lockOf(await readFile(file, 'utf8')));
  return written(title, folder, (chart) => {
    Axon.allFromYaml(chart, file, { imageLock, runtimeImage: pinned('myelin-runtime'), onWarnings: () => undefined });
  });
}

/** The installation of the runtime, with everything that it can have. */
export async function runtimeManifests(folder) {
  return written('runtime', folder, (chart) => {
    const image = pinned('myelin-runtime');
    const webhook = 'https://chat.example.com/hook';
    new AxonRuntime(chart, 'runtime', { image, webhook, replicas: 2, secrets: ['hooks'], monitoring: 'pod-monitor' });
  });
}

async function written(title, folder, grow) {
  const app = new App();
  grow(new Chart(app, title, { namespace: NAMESPACE }));
  const objects = app.charts.flatMap((one) => one.toJson());
  const path = join(folder, `${title}.yaml`);
  await writeFile(path, objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n'));
  return { title, objects, path };
}

function lockOf(text) {
  const names = [...text.matchAll(/repositoryName:\s*["']?([\w./-]+)/g)].map(([, name]) => name);
  const images = Object.fromEntries(names.map((name) => [name, { image: pinned(name), source: 'scan' }]));
  return JSON.stringify({ version: 1, images });
}

function pinned(name) {
  return `registry.example.com/${name}@sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** Whatever a cluster would make pods of, as pods. */
export function podsOf(objects) {
  return objects.flatMap((object) => {
    const name = `${object.kind} ${object.metadata.name}`;
    switch (object.kind) {
      case 'CronJob':
        return [{ name, ...object.spec.jobTemplate.spec.template }];
      case 'Deployment':
        return [{ name, ...object.spec.template }];
      case 'TFJob':
        return Object.entries(object.spec.tfReplicaSpecs).map(([role, { template }]) => ({
          name: `${name} ${role}`,
          ...template,
        }));
      default:
        return [];
    }
  });
}
