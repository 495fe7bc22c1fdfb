import { App, Chart } from 'cdk8s';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Axon } from '../constructs';
import type { Issue } from '../spec/issue';

/** As much of an object as says which one it is. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export interface Synthesis {
  /** What does not hinder it, in the order in which the axons stand in the file. */
  readonly warnings: readonly Issue[];
  /** All objects as one YAML stream. */
  readonly text: string;
  /** The same as data, in the same order. */
  objects(): readonly KubernetesObject[];
  /** @returns paths of the files that it wrote, sorted; others in the folder stay as they are */
  write(folder: string): Promise<readonly string[]>;
}

/**
 * The objects of all axons of a file, exactly as an app of one chart writes them.
 *
 * @param name - of the chart, hence of the file
 * @throws AxonSpecError
 */
export async function synthesize(
  file: string,
  name: string,
  parameterValues: Readonly<Record<string, string>>,
): Promise<Synthesis> {
  // The library tells which files it wrote only by what is in its folder.
  const outdir = await mkdtemp(join(tmpdir(), 'myelin-synth-'));
  const app = new App({ outdir });
  const warnings: Issue[] = [];
  Axon.allFromYaml(new Chart(app, name), file, {
    parameterValues,
    onWarnings: (issues) => void warnings.push(...issues),
  });
  try {
    const text = app.synthYaml() as string;
    return {
      warnings,
      text: text.endsWith('\n') ? text : `${text}\n`,
      objects: () => chartsOf(app).flatMap((chart) => chart.toJson() as KubernetesObject[]),
      write: (folder) => writeFiles(app, outdir, folder),
    };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

function chartsOf(app: App): readonly Chart[] {
  return app.node.findAll().filter((node): node is Chart => Chart.isChart(node));
}

async function writeFiles(app: App, outdir: string, folder: string): Promise<readonly string[]> {
  await mkdir(outdir, { recursive: true });
  try {
    app.synth();
    await mkdir(folder, { recursive: true });
    const files = (await readdir(outdir)).sort();
    for (const file of files) await copyFile(join(outdir, file), join(folder, file));
    return files.map((file) => join(folder, file));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
