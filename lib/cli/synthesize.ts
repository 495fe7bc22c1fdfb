import { App, Chart } from 'cdk8s';
import { Axon, AxonSpecError } from '../constructs';
import { manifestsOf, writeManifests } from '../constructs/synth/manifests';
import { printYaml } from '../constructs/synth/print-yaml';
import { hasErrors, issue, type Issue } from '../spec/issue';
import { readSource } from '../spec/source';

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
  text(): string;
  /** The same as data, in the same order. */
  objects(): readonly KubernetesObject[];
  /** @returns paths of the files that it wrote; others in the folder stay as they are */
  write(folder: string): readonly string[];
}

export type Synthesized =
  | { readonly ok: true; readonly made: Synthesis }
  /** What hinders it, warnings among it. */
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** The objects of all axons of a text, as an app with one chart of the first one's name gives them. */
export function synthesize(text: string, file: string, parameterValues: Readonly<Record<string, string>>): Synthesized {
  const { documents, issues } = readSource(text, file);
  if (hasErrors(issues)) return { ok: false, issues };
  const [first] = documents;
  if (first === undefined) {
    const empty = { ...issue('MYL1007', [], `${file} holds no axon`), at: { file, line: 1, column: 1 } };
    return { ok: false, issues: [empty] };
  }
  const app = new App();
  const warnings: Issue[] = [...issues];
  try {
    const chart = new Chart(app, nameOf(first.data));
    Axon._allFromSources(chart, documents, {
      parameterValues,
      onWarnings: (told) => void warnings.push(...told),
    });
    const manifests = manifestsOf(app);
    const objects = () => manifests.flatMap((manifest) => manifest.objects as readonly KubernetesObject[]);
    return {
      ok: true,
      made: {
        warnings,
        text: () => printYaml(objects()),
        objects,
        write: (folder) => writeManifests(manifests, folder),
      },
    };
  } catch (fault) {
    if (fault instanceof AxonSpecError) return { ok: false, issues: [...issues, ...fault.issues] };
    throw fault;
  }
}

/** Of the chart, hence of the file. */
function nameOf(document: unknown): string {
  const { metadata } = (document ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' && metadata.name !== '' ? metadata.name : 'axon';
}
