import type { Axon, Backend, Model, ModelGraph } from '../../spec/axon';
import {
  AT_REST,
  AXON_LABEL,
  sharedLabels,
  SPEC_HASH_LABEL,
  VERSION_LABEL,
  whoLabel,
  type Labels,
} from '../../spec/derive/labels';
import {
  deployerName,
  gatewayName,
  labelValue,
  modelServerName,
  versionBackendName,
  versionGatewayName,
  versionModelName,
} from '../../spec/derive/names';
import { SERVICE_PORT } from '../../spec/derive/ports';
import type { AxonState, VersionState } from '../../engine/state';
import { KINDS, type Kind, type KubeObject, type OwnerReference } from '../kube/kube';
import { copiedLabels } from '../copied-labels';
import { specObjectName } from '../state/spec-history';
import type { Mesh } from './mesh';
import { pickOf } from '../../engine/serving/server-facts';
import { recordedImage } from './recorded-image';
import { serverVariables } from './server-environment';
import { atRest, ofVersion, withVariables, type Find } from './shape';

/** What a version is made of. */
export interface VersionParts {
  /** In force: what lies at rest must be of it. */
  readonly axon: Axon;
  readonly version: VersionState;
  /** As it was when the version was made: its models and backends. */
  readonly graph: ModelGraph;
  /** In force, or the last that the deployer had. */
  readonly replicas: number;
  readonly mesh: Mesh;
  readonly owner: OwnerReference;
  readonly state: Pick<AxonState, 'taskRuns'>;
  readonly find: Find;
}

/**
 * Everything of a version but its routes, in an order in which nothing is asked for before it is there: copies of what lies
 * at rest, with a name, labels, replicas, environment and the spec that the version began with.
 *
 * - Nothing is in a copy that was not reviewed, but the Service of a model: it has a name and selects pods.
 * - Pods of model servers have no label of the deployer: by it gateways are selected.
 *
 * @throws ShapeFault
 */
export function versionObjects(parts: VersionParts): readonly KubeObject[] {
  const models = parts.graph.models.flatMap((model) => [
    modelService(parts, model),
    ...model.backends.flatMap((backend) => backendObjects(parts, model, backend)),
  ]);
  return [...models, ...gatewayObjects(parts)];
}

/** Labels of every object of a version. */
export function versionLabels({ name }: Pick<VersionState, 'name'>): Labels {
  return { [VERSION_LABEL]: labelValue(name) };
}

function gatewayObjects(parts: VersionParts): readonly KubeObject[] {
  const { axon, version, mesh, find } = parts;
  const name = versionGatewayName(axon.name, version.name);
  const own = versionLabels(version);
  const rest = gatewayName(axon.name, version.deployer);
  const front = deployerName(axon.name, version.deployer);
  const variables = { MYELIN_VERSION: version.name, MYELIN_VERSION_NUMBER: String(version.number) };
  const resting = atRest(find, 'Deployment', rest, axon.hash);
  const deployment = deploymentCopy(parts, resting, name, own, variables);
  // What the front selects moves, and is not in git.
  const { matchLabels } = resting['spec'].selector;
  return [
    serviceCopy(parts, atRest(find, 'Service', front, axon.hash), name, own, matchLabels),
    ...(mesh === 'istio' ? [ruleCopy(parts, front, name, own)] : []),
    withSpec(deployment, specObjectName(axon.name, version.hash)),
  ];
}

/** By it the gateway asks for the model, whichever its backend; its port is the same for all. */
function modelService(parts: VersionParts, model: Model): KubeObject {
  const { axon, version } = parts;
  const own = { ...versionLabels(version), [whoLabel('model')]: labelValue(model.name) };
  const labels = { ...sharedLabels(axon.name, 'deploy'), [AXON_LABEL]: axon.name, ...own };
  return object(parts, 'Service', versionModelName(axon.name, version.name, model.name), labels, {
    selector: { [AXON_LABEL]: axon.name, ...own },
    ports: [{ name: 'http', appProtocol: 'http', protocol: 'TCP', port: SERVICE_PORT, targetPort: 'http' }],
  });
}

function backendObjects(parts: VersionParts, model: Model, backend: Backend): readonly KubeObject[] {
  const { axon, version, mesh, find, state } = parts;
  const name = versionBackendName(axon.name, version.name, model.name, backend.name);
  const rest = modelServerName(axon.name, backend.deploy.name);
  const own = {
    ...versionLabels(version),
    [whoLabel('model')]: labelValue(model.name),
    [whoLabel('backend')]: labelValue(backend.name),
  };
  const variables = serverVariables(axon, version, model, backend, state);
  const build = pickOf(version, model, backend)?.code?.build;
  return [
    serviceCopy(parts, atRest(find, 'Service', rest, axon.hash), name, own),
    ...(mesh === 'istio' ? [ruleCopy(parts, rest, name, own)] : []),
    deploymentCopy(parts, recordedImage(atRest(find, 'Deployment', rest, axon.hash), build), name, own, variables),
    ...(backend.deploy.spec.scaling === undefined ? [] : [scalerCopy(parts, rest, name, own, model, backend)]),
  ];
}

function deploymentCopy(
  parts: VersionParts,
  rest: KubeObject,
  name: string,
  own: Labels,
  variables: Readonly<Record<string, string>>,
): KubeObject {
  const { template, selector, replicas: _, ...spec } = rest['spec'];
  const labels = { ...template.metadata.labels, ...own };
  const [container, ...others] = template.spec.containers;
  const containers = [{ ...container, env: withVariables(container.env, variables) }, ...others];
  return object(parts, 'Deployment', name, labelsOf(parts, rest, own), {
    ...spec,
    replicas: parts.replicas,
    selector: { matchLabels: ofVersion(selector.matchLabels, own) },
    template: {
      metadata: { labels, ...annotationsOf(template.metadata) },
      spec: { ...template.spec, containers },
    },
  });
}

function annotationsOf({ annotations }: { readonly annotations?: Labels }): { readonly annotations?: Labels } {
  return annotations === undefined ? {} : { annotations };
}

/** Of a copy of what lies at rest. */
function labelsOf({ axon }: VersionParts, rest: KubeObject, own: Labels): Labels {
  return { ...copiedLabels(rest.metadata.labels, axon.spec.metadata.labels), ...own };
}

/** A gateway that reads another spec, which an edit of what concerns it asks for. */
export function withSpec(gateway: KubeObject, configMap: string): KubeObject {
  const { template, ...spec } = gateway['spec'];
  const volumes = (template.spec.volumes as readonly { readonly name: string }[]).map((volume) =>
    volume.name === 'spec' ? { name: 'spec', configMap: { name: configMap } } : volume,
  );
  return { ...gateway, spec: { ...spec, template: { ...template, spec: { ...template.spec, volumes } } } };
}

function serviceCopy(
  parts: VersionParts,
  rest: KubeObject,
  name: string,
  own: Labels,
  selector: Labels = rest['spec'].selector,
): KubeObject {
  const { ports } = rest['spec'];
  return object(parts, 'Service', name, labelsOf(parts, rest, own), {
    selector: ofVersion(selector, own),
    ports: (ports as readonly object[]).map((port) => ({ protocol: 'TCP', ...port })),
  });
}

function ruleCopy(parts: VersionParts, rest: string, name: string, own: Labels): KubeObject {
  const resting = atRest(parts.find, 'DestinationRule', rest, parts.axon.hash);
  return object(parts, 'DestinationRule', name, labelsOf(parts, resting, own), { ...resting['spec'], host: name });
}

function scalerCopy(
  parts: VersionParts,
  rest: string,
  name: string,
  own: Labels,
  model: Model,
  backend: Backend,
): KubeObject {
  const resting = atRest(parts.find, 'HorizontalPodAutoscaler', rest, parts.axon.hash);
  const { spec } = resting;
  const of = { version: parts.version.name, model: model.name, backend: backend.name };
  return object(parts, 'HorizontalPodAutoscaler', name, labelsOf(parts, resting, own), {
    ...spec,
    scaleTargetRef: { ...spec.scaleTargetRef, name },
    metrics: (spec.metrics as readonly ScalerMetric[]).map((metric) => metricOf(metric, of)),
  });
}

interface ScalerMetric {
  readonly external?: { readonly metric: { readonly selector?: { readonly matchLabels?: Labels } } };
}

/** What is measured of the version at rest is measured of the backend of this one. */
function metricOf(metric: ScalerMetric, of: Labels): ScalerMetric {
  const { external } = metric;
  const { matchLabels } = external?.metric.selector ?? {};
  if (external === undefined || matchLabels?.['version'] !== AT_REST) return metric;
  const selector = { matchLabels: { ...matchLabels, ...of } };
  return { ...metric, external: { ...external, metric: { ...external.metric, selector } } };
}

function object(parts: VersionParts, kind: Kind, name: string, labels: Labels, spec: object): KubeObject {
  return {
    apiVersion: KINDS[kind].apiVersion,
    kind,
    metadata: {
      name,
      labels: { ...labels, [SPEC_HASH_LABEL]: parts.version.hash },
      ownerReferences: [parts.owner],
    },
    spec,
  };
}
