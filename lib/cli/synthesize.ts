import { App, Chart } from 'cdk8s';
import { Axon, AxonSpecError, type AxonOptions } from '../constructs';
import { idFor } from '../constructs/construct-use';
import { readAxonText } from '../constructs/axon-file';
import { manifestsOf, type Manifest } from '../constructs/synth/manifests';
import { hasErrors, type Issue } from '../spec/issue';
import { loadAxons } from '../spec/load';

/** As much of an object as says which one it is. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export interface Synthesis<Kept> {
  /** What does not hinder it, in the order in which the axons stand in the texts. */
  readonly warnings: readonly Issue[];
  /** What was kept of each manifest, in the order of the texts. */
  readonly kept: readonly Kept[];
}

export type Synthesized<Kept> =
  | { readonly ok: true; readonly made: Synthesis<Kept> }
  /** What hinders it, warnings among it. */
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A text with axons, and what diagnostics call it. */
export interface AxonText {
  readonly text: string;
  readonly file: string;
}

export interface SynthesizeOptions extends Pick<
  AxonOptions,
  'parameterValues' | 'mesh' | 'domain' | 'tls' | 'surroundings' | 'cluster' | 'runtimeImage'
> {
  /** Of axons that name none. @default - the one that they are applied to */
  readonly namespace?: string;
}

/**
 * The objects of all axons of some texts, as an app gives them that has one chart for each text, named by its first axon.
 *
 * - Nothing is kept where anything is wrong with any axon.
 * - Each axon has an app of its own, which is forgotten before the next is made: of thousands of objects only those of one
 *   axon are in memory at once, and what is kept of them. A manifest may therefore come in several parts of one name.
 */
export function synthesize<Kept>(
  texts: readonly AxonText[],
  { namespace, ...given }: SynthesizeOptions,
  keep: (part: Manifest) => Kept,
): Synthesized<Kept> {
  const read = texts.map(({ text, file }) => ({ text, file, ...readAxonText(text, file) }));
  const unread = read.flatMap((one) => one.issues);
  if (hasErrors(unread)) return { ok: false, issues: unread };
  const warnings: Issue[] = [...unread];
  const faults: Issue[] = [];
  const kept: Kept[] = [];
  const options = { ...given, onWarnings: (told: readonly Issue[]) => void warnings.push(...told) };
  const charts = new Set<string>();
  for (const { documents, text, file } of read) {
    const chart = freeId(charts, nameOf(documents[0]?.data));
    const parts = new Map<string, Kept[]>();
    const objects = new ObjectNames();
    const before = warnings.length;
    for (const document of documents) {
      const app = new App();
      try {
        Axon._allFromSources(new Chart(app, chart, namespace === undefined ? {} : { namespace }), [document], options);
        for (const part of manifestsOf(app)) {
          objects.add(part);
          parts.set(part.name, [...(parts.get(part.name) ?? []), keep(part)]);
        }
      } catch (fault) {
        if (!(fault instanceof AxonSpecError)) throw fault;
        faults.push(...fault.issues);
      }
      for (const { node } of app.node.children) charts.add(node.id);
    }
    if (objects.repeat) {
      // Of axons that clash nothing is made, so what was said of their objects is not said either.
      warnings.splice(before);
      faults.push(...clashesIn(text, file, given));
    }
    kept.push(...[...parts.values()].flat());
  }
  return faults.length > 0 ? { ok: false, issues: [...warnings, ...faults] } : { ok: true, made: { warnings, kept } };
}

/** Whether two objects of a file are one and the same to a cluster. */
class ObjectNames {
  repeat = false;
  private readonly seen = new Set<string>();

  add({ objects }: Manifest): void {
    for (const { kind, metadata } of objects as readonly KubernetesObject[]) {
      const name = `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
      this.repeat ||= this.seen.has(name);
      this.seen.add(name);
    }
  }
}

/** What is said of the axons of a text and of what they do to each other: each was made by itself. */
function clashesIn(text: string, file: string, { parameterValues }: Pick<AxonOptions, 'parameterValues'>): Issue[] {
  const { issues } = loadAxons(text, {
    file,
    ...(parameterValues === undefined ? {} : { parameters: parameterValues }),
  });
  return issues.filter(({ severity }) => severity !== 'info');
}

/** The objects of the axons of one text. */
export function synthesizeObjects(text: AxonText, options: SynthesizeOptions = {}): Synthesized<KubernetesObject> {
  const synthesized = synthesize([text], options, ({ objects }) => objects as readonly KubernetesObject[]);
  if (!synthesized.ok) return synthesized;
  const { warnings, kept } = synthesized.made;
  return { ok: true, made: { warnings, kept: kept.flat() } };
}

/** Texts may begin with axons of one name, in different namespaces. */
function freeId(taken: ReadonlySet<string>, name: string): string {
  let id = idFor(name);
  for (let count = 2; taken.has(id); count++) id = `${name}-${count}`;
  return id;
}

/** Of the chart, hence of the file. */
function nameOf(document: unknown): string {
  const { metadata } = (document ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' && metadata.name !== '' ? metadata.name : 'axon';
}
