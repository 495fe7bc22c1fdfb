import { App, Chart } from 'cdk8s';
import { Axon, AxonSpecError, type AxonOptions } from '../constructs';
import { idFor } from '../constructs/construct-use';
import { readAxonText } from '../constructs/axon-file';
import { manifestsOf, writeManifests } from '../constructs/synth/manifests';
import { printYaml } from '../constructs/synth/print-yaml';
import { hasErrors, type Issue } from '../spec/issue';

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

/** A text with axons, and what diagnostics call it. */
export interface AxonText {
  readonly text: string;
  readonly file: string;
}

export interface SynthesizeOptions extends Pick<AxonOptions, 'parameterValues' | 'mesh' | 'domain'> {
  /** Of axons that name none. @default - the one that they are applied to */
  readonly namespace?: string;
}

/** The objects of all axons of some texts, as an app gives them that has one chart for each text, named by its first axon. */
export function synthesize(texts: readonly AxonText[], options: SynthesizeOptions = {}): Synthesized {
  const read = texts.map(({ text, file }) => readAxonText(text, file));
  const issues = read.flatMap((one) => one.issues);
  if (hasErrors(issues)) return { ok: false, issues };
  const { namespace, ...axonOptions } = options;
  const app = new App();
  const warnings: Issue[] = [...issues];
  try {
    for (const { documents } of read) {
      const chart = new Chart(
        app,
        freeId(app, nameOf(documents[0]?.data)),
        namespace === undefined ? {} : { namespace },
      );
      Axon._allFromSources(chart, documents, {
        ...axonOptions,
        onWarnings: (told) => void warnings.push(...told),
      });
    }
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

/** Texts may begin with axons of one name, in different namespaces. */
function freeId(app: App, name: string): string {
  let id = idFor(name);
  for (let count = 2; app.node.tryFindChild(id) !== undefined; count++) id = `${name}-${count}`;
  return id;
}

/** Of the chart, hence of the file. */
function nameOf(document: unknown): string {
  const { metadata } = (document ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' && metadata.name !== '' ? metadata.name : 'axon';
}
