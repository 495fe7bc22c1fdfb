import {
  ApiObject,
  ApiObjectMetadataDefinition,
  App,
  ImplicitTokenResolver,
  Lazy,
  LazyResolver,
  NumberStringUnionResolver,
  type JsonPatch,
  type OwnerReference,
} from 'cdk8s';
import type { Construct } from 'constructs';
import { sortedKeys } from '../spec/canonical';

/** Labels or annotations; one without a value is left out. */
export type LateTexts = Readonly<Record<string, string | undefined>>;

/** Metadata of an object, of which much follows from the spec. */
export interface LateMetadata {
  readonly name: string;
  /** @default - that of the chart */
  readonly namespace?: string;
  /** Asked at synthesis. */
  readonly labels: () => LateTexts;
  /** Asked at synthesis. @default - none */
  readonly annotations?: () => LateTexts;
}

export interface KubeObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LateMetadata;
  /** What the object says besides, by its key: asked at synthesis, as plain data in the form of Kubernetes. */
  readonly fields: Readonly<Record<string, () => unknown>>;
}

/**
 * Every object that Myelin writes.
 *
 * - What it says is asked at synthesis, once, and is plain data: cdk8s would look at every leaf for what is to be resolved,
 *   which takes most of the time of a synthesis.
 * - Whoever patches it, changes its metadata or has resolvers of their own gets what cdk8s makes of it.
 */
export class KubeObject extends ApiObject {
  override readonly metadata: KubeObjectMetadata;
  private patched = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly parts: KubeObjectProps,
  ) {
    const { apiVersion, kind, metadata, fields } = parts;
    const { name, namespace } = metadata;
    const late = Object.entries(fields).map(([key, produce]) => [key, Lazy.any({ produce })] as const);
    super(scope, id, { apiVersion, kind, metadata: { name }, ...Object.fromEntries(late) });
    this.metadata = new KubeObjectMetadata(this, {
      ...metadata,
      ...(namespace === undefined && this.chart.namespace !== undefined ? { namespace: this.chart.namespace } : {}),
      labels: () => ({ ...this.chart.labels, ...metadata.labels() }),
    });
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...patches);
  }

  override toJson(): object {
    return (this.patched || !resolvesPlainly(this) ? undefined : this.asPlainData()) ?? (super.toJson() as object);
  }

  private asPlainData(): object | undefined {
    const { apiVersion, kind, fields } = this.parts;
    const whole: Record<string, unknown> = { apiVersion, kind, metadata: this.metadata.toJson() };
    for (const key of sortedKeys(fields)) {
      const value = sortedCopy(fields[key]?.());
      if (value === OTHER) return undefined;
      if (value !== undefined) whole[key] = value;
    }
    return whole;
  }
}

/** Metadata as cdk8s has it; what is changed in it wins over what follows from the spec. */
class KubeObjectMetadata extends ApiObjectMetadataDefinition {
  private readonly changes: ((metadata: ApiObjectMetadataDefinition) => void)[] = [];

  constructor(
    private readonly object: ApiObject,
    private readonly late: LateMetadata,
  ) {
    const { name, namespace } = late;
    super({ apiObject: object, name, ...(namespace === undefined ? {} : { namespace }) });
  }

  override addLabel(key: string, value: string): void {
    this.change((metadata) => metadata.addLabel(key, value));
  }

  override getLabel(key: string): string | undefined {
    return this.whole().getLabel(key);
  }

  override addAnnotation(key: string, value: string): void {
    this.change((metadata) => metadata.addAnnotation(key, value));
  }

  override addFinalizers(...finalizers: string[]): void {
    this.change((metadata) => metadata.addFinalizers(...finalizers));
  }

  override addOwnerReference(owner: OwnerReference): void {
    this.change((metadata) => metadata.addOwnerReference(owner));
  }

  override add(key: string, value: unknown): void {
    this.change((metadata) => metadata.add(key, value));
  }

  override toJson(): unknown {
    if (this.changes.length > 0 || !resolvesPlainly(this.object)) return this.whole().toJson();
    const { name, namespace } = this;
    const plain = sortedCopy({ annotations: this.lateAnnotations(), labels: this.late.labels(), name, namespace });
    return plain === OTHER ? this.whole().toJson() : plain;
  }

  private change(change: (metadata: ApiObjectMetadataDefinition) => void): void {
    this.changes.push(change);
  }

  private lateAnnotations(): LateTexts | undefined {
    const annotations = this.late.annotations?.() ?? {};
    return Object.values(annotations).some((text) => text !== undefined) ? annotations : undefined;
  }

  private whole(): ApiObjectMetadataDefinition {
    const { name, namespace } = this.late;
    const whole = new ApiObjectMetadataDefinition({
      apiObject: this.object,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: this.late.labels() as Record<string, string>,
      annotations: (this.lateAnnotations() ?? {}) as Record<string, string>,
    });
    for (const change of this.changes) change(whole);
    return whole;
  }
}

/** The resolvers that every app has: they have nothing to do in plain data. */
const STANDARD: readonly unknown[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** Where an app has the answer, which is the same for all of its objects. */
const PLAINLY = Symbol('whether an app writes plain data as it is');

/** Whether cdk8s would write plain data as it is, with its keys sorted: its own variable for that is read once for an app. */
function resolvesPlainly(object: ApiObject): boolean {
  const app: App & { [PLAINLY]?: boolean } = App.of(object);
  return (app[PLAINLY] ??=
    app.resolvers.every(({ constructor }) => STANDARD.includes(constructor)) && !process.env['CDK8S_DISABLE_SORT']);
}

/** Something else than plain data: a token of cdk8s, that an author passed. */
const OTHER = Symbol('not plain data');

/** What there is, with sorted keys, as cdk8s writes it. */
function sortedCopy(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(sortedCopy);
    return items.includes(OTHER) ? OTHER : items;
  }
  if (value.constructor !== Object) return OTHER;
  const map = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of sortedKeys(map)) {
    const item = sortedCopy(map[key]);
    if (item === OTHER) return OTHER;
    if (item !== undefined) copy[key] = item;
  }
  return copy;
}
