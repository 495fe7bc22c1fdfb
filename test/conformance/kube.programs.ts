import fc from 'fast-check';
import { KubeError, type Kube, type KubeObject } from '../../lib/runtime/kube/kube';

/**
 * Short programs of two writers, and what they come to: a real API server and the one in memory must tell the same. Who
 * manages which field is too much to be written down case by case.
 *
 * Known gaps, which the programs leave out: lists and maps that are applied empty; rules of a kind's own (two ports of one
 * name); a Deployment's versions, which its controller changes too.
 */

export type ProgramKind = 'ConfigMap' | 'CronJob' | 'Deployment';

/** @param who - two clients with field managers of their own */
export type Writers = Readonly<Record<'runtime' | 'person', Kube>>;

interface Content {
  readonly data: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly count?: number;
  readonly containers: readonly object[];
}

export interface Step {
  readonly who: keyof Writers;
  readonly does: 'create' | 'apply' | 'take over' | 'patch' | 'update' | 'update the first' | 'delete';
  readonly content: Content;
}

const value = fc.constantFrom('1', '2');
const texts = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), value, { minKeys: 1 });

const container = fc.record(
  {
    ...{ name: fc.constantFrom('m', 'n'), image: value, args: fc.array(value, { minLength: 1, maxLength: 2 }) },
    env: fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B'), value }), {
      ...{ minLength: 1, selector: ({ name }) => name },
    }),
    ports: fc
      .constantFrom({ containerPort: 80, name: 'p' }, { containerPort: 81 }, { containerPort: 81, name: 'q' })
      .map((port) => [port]),
  },
  { requiredKeys: ['name', 'image'] },
);

const content: fc.Arbitrary<Content> = fc.record(
  {
    ...{ data: texts('a', 'b', 'c'), labels: texts('x', 'y'), count: fc.constantFrom(0, 1, 2) },
    containers: fc.uniqueArray(container, { minLength: 1, selector: ({ name }) => name }),
  },
  { requiredKeys: ['data', 'labels', 'containers'] },
);

export const programs: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    who: fc.constantFrom('runtime' as const, 'person' as const),
    does: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('apply' as const, 'take over' as const) },
      { weight: 4, arbitrary: fc.constantFrom('create' as const, 'patch' as const, 'update' as const) },
      { weight: 1, arbitrary: fc.constantFrom('update the first' as const, 'delete' as const) },
    ),
    content,
  }),
  { minLength: 2, maxLength: 8 },
);

/** @returns what each step came to: what is told of the object, or why not */
export async function run(program: readonly Step[], kind: ProgramKind, name: string, writers: Writers) {
  const told: unknown[] = [];
  let first: string | undefined;
  for (const step of program) {
    if (kind === 'Deployment' && step.does.startsWith('update')) continue;
    try {
      const object = await perform(step, kind, name, writers[step.who], first);
      first ??= object?.metadata.resourceVersion;
      told.push([step.does, step.who, object && seen(object)]);
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      const fields = step.does === 'apply' ? (error.message.match(/\.(spec|data|metadata)[^\s,]*/g)?.sort() ?? []) : [];
      told.push([step.does, step.who, error.reason, error.reason === 'Conflict' ? fields : []]);
    }
  }
  return told;
}

async function perform(
  { does, content }: Step,
  kind: ProgramKind,
  name: string,
  kube: Kube,
  first: string | undefined,
): Promise<KubeObject | undefined> {
  const object = objectOf(kind, name, content);
  const of = (resourceVersion = ''): KubeObject => ({ ...object, metadata: { ...object.metadata, resourceVersion } });
  switch (does) {
    case 'create':
      return kube.create(object);
    case 'apply':
      return kube.apply(object);
    case 'take over':
      return kube.apply(object, { force: true });
    case 'patch':
      return kube.patch(kind, name, { ...object, apiVersion: undefined, kind: undefined });
    case 'update': {
      const now = await kube.get(kind, name);
      return now && kube.update(of(now.metadata.resourceVersion));
    }
    case 'update the first':
      return first === undefined ? undefined : kube.update(of(first));
    case 'delete':
      await kube.delete(kind, name);
      return undefined;
  }
}

function objectOf(kind: ProgramKind, name: string, { data, labels, count, containers }: Content): KubeObject {
  const metadata = { name, labels };
  switch (kind) {
    case 'ConfigMap':
      return { apiVersion: 'v1', kind, metadata, data };
    case 'CronJob': {
      const template = { spec: { restartPolicy: 'Never', containers } };
      const jobTemplate = { spec: { backoffLimit: count ?? 6, template } };
      return { apiVersion: 'batch/v1', kind, metadata, spec: { suspend: true, schedule: '0 0 1 1 *', jobTemplate } };
    }
    case 'Deployment': {
      const template = { metadata: { labels: { of: name } }, spec: { containers } };
      const spec = { paused: true, selector: { matchLabels: { of: name } }, template };
      return { apiVersion: 'apps/v1', kind, metadata, spec: count === undefined ? spec : { ...spec, replicas: count } };
    }
  }
}

/** Without what the server adds and nobody here looks at. */
function seen({ kind, metadata: { labels, generation }, data, spec }: KubeObject): object {
  if (kind === 'ConfigMap') return { labels, data };
  const { template, replicas, jobTemplate } = spec;
  const containers = (template ?? jobTemplate.spec.template).spec.containers as readonly Record<string, unknown>[];
  return {
    ...{ labels, generation, count: replicas ?? jobTemplate.spec.backoffLimit },
    containers: containers.map(({ name, image, args, env, ports }) => ({
      ...{ name, image, args, env },
      ports: (ports as readonly Record<string, unknown>[] | undefined)?.map(({ containerPort, name }) => ({
        ...{ containerPort, name },
      })),
    })),
  };
}
