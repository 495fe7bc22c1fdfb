import { App } from 'cdk8s';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { addCharts } from '../../apps/main';
import { synthesizeFile, type Manifest } from '../constructs/synthesize';

/** A name, and the objects to which it becomes. */
export type Source = readonly [name: string, objects: () => readonly Manifest[]];

export const FIXTURES = 'test/fixtures/axons';

/** The apps as they are, and the axons of the apps, of the fixtures and of MYELIN_CORPUS, each with a domain. */
export function publishedSources(domain: string): readonly Source[] {
  return [
    ['the apps', appObjects],
    ...[FIXTURES, ...appFolders(), process.env['MYELIN_CORPUS']]
      .flatMap(axonFiles)
      .map((file): Source => [shortName(file), () => synthesizeFile(file, { domain }).objects]),
  ];
}

function shortName(file: string): string {
  return join(basename(dirname(file)), basename(file));
}

function axonFiles(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file));
}

function appFolders(): readonly string[] {
  return readdirSync('apps', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join('apps', name));
}

function appObjects(): readonly Manifest[] {
  const app = new App();
  addCharts(app, 'apps');
  return app.charts.flatMap((chart) => chart.toJson() as Manifest[]);
}

/** The objects in a namespace of a test, whichever the axon names. */
export function movedTo(namespace: string, objects: readonly Manifest[]): readonly Manifest[] {
  return objects.map((object) =>
    object['metadata'].namespace === undefined ? object : { ...object, metadata: { ...object['metadata'], namespace } },
  );
}
