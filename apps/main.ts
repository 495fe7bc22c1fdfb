import { App, Chart } from 'cdk8s';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Axon, manifestsOf, writeManifests } from '../lib/constructs/index';

/** What the main.ts of an app exports: it adds its chart. */
interface AppModule {
  readonly chart?: (app: App) => unknown;
}

/**
 * Synthesizes every folder beside this file: by the `chart` that its main.ts exports, else by its axon.yaml.
 *
 * @param sources - the folder with the axons, which the compiler does not copy
 */
export function addCharts(app: App, sources: string): void {
  const folders = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const program = join(__dirname, name, 'main');
    const file = join(sources, name, 'axon.yaml');
    if (existsSync(`${program}.js`) || existsSync(`${program}.ts`)) addProgram(app, program);
    else if (existsSync(file)) Axon.allFromYaml(new Chart(app, name), file);
  }
}

function addProgram(app: App, program: string): void {
  // The folder decides at run time what there is to load.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { chart } = require(program) as AppModule;
  if (chart === undefined) throw new TypeError(`${program} exports no function chart(app)`);
  chart(app);
}

if (require.main === module) {
  const app = new App();
  addCharts(app, join(process.cwd(), 'apps'));
  writeManifests(manifestsOf(app), app.outdir);
}
