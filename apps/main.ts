import { App, Chart } from 'cdk8s';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Axon, Cluster, manifestsOf, writeManifests } from '../lib/constructs/index';
import { chartProps, type AppOptions } from './app-options';

/** What the main.ts of an app exports: it adds its chart. */
interface AppModule {
  readonly chart?: (app: App, options: AppOptions) => unknown;
}

/**
 * Synthesizes every folder beside this file: by the `chart` that its main.ts exports, else by its axon.yaml.
 *
 * @param sources - the folder with the axons, which the compiler does not copy
 * @param cluster - for which they are, each in the namespace of its name; any cluster where it is left out
 */
export function addCharts(app: App, sources: string, cluster?: Cluster): void {
  const folders = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const options: AppOptions = cluster === undefined ? {} : { cluster, namespace: name };
    const program = join(__dirname, name, 'main');
    const file = join(sources, name, 'axon.yaml');
    if (existsSync(`${program}.js`) || existsSync(`${program}.ts`)) addProgram(app, program, options);
    else if (existsSync(file)) {
      Axon.allFromYaml(new Chart(app, name, chartProps(options.namespace)), file, options);
    }
  }
}

function addProgram(app: App, program: string, options: AppOptions): void {
  // The folder decides at run time what there is to load.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { chart } = require(program) as AppModule;
  if (chart === undefined) throw new TypeError(`${program} exports no function chart(app)`);
  chart(app, options);
}

if (require.main === module) {
  const app = new App();
  // `terraform output -json` of the cluster, where there is one.
  const file = 'cluster.json';
  addCharts(app, join(process.cwd(), 'apps'), existsSync(file) ? Cluster.fromFile(file) : undefined);
  writeManifests(manifestsOf(app), app.outdir);
}
