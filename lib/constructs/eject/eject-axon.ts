import type { ArtifactSpec, AxonSpec } from '../../spec/schema/axon';
import { call, list, literal, object, text, type Code } from './code';
import { ejectSensors } from './eject-sensors';
import { ejectDeployers } from './eject-serving';
import { ejectTasks, given } from './eject-tasks';
import type { Program } from './program';

/** Writes the constructs of an axon, in the order in which they refer to each other. */
export function ejectAxon(program: Program, spec: AxonSpec, imageLock: string | undefined): void {
  const artifacts = new Map(
    spec.spec.artifacts.map((artifact) => {
      const variable = program.names.make(artifact.name, 'Artifact');
      program.declare(variable, artifactOf(program, artifact));
      return [artifact.name, variable] as const;
    }),
  );
  program.declare('axon', axonOf(program, spec, [...artifacts.values()], imageLock));
  program.read('axon');
  program.paragraph();
  const tasks = ejectTasks(program, spec, artifacts);
  const deployers = ejectDeployers(program, spec, tasks);
  ejectSensors(program, spec, tasks, deployers);
}

function artifactOf(program: Program, { name, path, source }: ArtifactSpec): Code {
  const { kind, ...keys } = source;
  const props = kind === 'local' ? { path, folder: source.path } : { path, ...keys };
  return call(`${program.lib('Artifact')}.${kind}`, text(name), literal(props));
}

function axonOf(
  program: Program,
  { metadata, spec }: AxonSpec,
  artifacts: readonly string[],
  imageLock: string | undefined,
): Code {
  const { name, namespace, labels, annotations, ...further } = metadata;
  const props = object({
    namespace: given(namespace),
    labels: given(labels),
    annotations: given(annotations),
    metadata: Object.keys(further).length === 0 ? undefined : literal(further),
    serviceAccountName: given(spec.serviceAccountName),
    parameters: spec.parameters.length === 0 ? undefined : literal(spec.parameters),
    artifacts: artifacts.length === 0 ? undefined : list(artifacts.map((variable) => program.read(variable))),
    store: storeOf(program, spec),
    network: given(spec.network),
    retention: given(spec.retention),
    keepVersions: given(spec.keepVersions),
    podPatch: given(spec.podPatch),
    imagePullSecrets: given(spec.imagePullSecrets),
    suspend: given(spec.suspend),
    imageLock: given(imageLock),
  });
  return call(`new ${program.lib('Axon')}`, 'chart', text(name), props);
}

function storeOf(program: Program, { volume, volumeClaimTemplate }: AxonSpec['spec']): Code | undefined {
  if (volume !== undefined) return call(`${program.lib('AxonStore')}.volume`, literal(volume));
  if (volumeClaimTemplate === undefined) return undefined;
  const flat = flatClaim(volumeClaimTemplate);
  if (flat === undefined) return call(`${program.lib('AxonStore')}.claimTemplate`, literal(volumeClaimTemplate));
  return call(`${program.lib('AxonStore')}.claim`, object(flat));
}

/** The props of a claim that says no more than they can. */
function flatClaim(template: Readonly<Record<string, unknown>>): Record<string, Code> | undefined {
  const { metadata, spec, ...others } = template as Readonly<Record<string, Record<string, unknown> | undefined>>;
  const { name, ...otherMetadata } = metadata ?? {};
  const { storageClassName, accessModes, resources, ...otherSpec } = spec ?? {};
  const { requests, ...otherResources } = (resources ?? {}) as Readonly<Record<string, Record<string, unknown>>>;
  const { storage, ...otherRequests } = requests ?? {};
  const rest = [others, otherMetadata, otherSpec, otherResources, otherRequests].flatMap(Object.keys);
  const texts = [name, storageClassName, storage].filter((value) => value !== undefined);
  const empty = [metadata, spec, resources, requests].some(
    (value) => value !== undefined && (value === null || Object.keys(value as object).length === 0),
  );
  if (rest.length > 0 || empty || texts.some((value) => typeof value !== 'string')) return undefined;
  if (accessModes !== undefined && !isTexts(accessModes)) return undefined;
  const keys = { name, storageClassName, accessModes, storage };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, literal(value)] as const])),
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
