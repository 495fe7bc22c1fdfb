import type { Model, ModelGraph } from '../spec/axon';
import { versionBackendName, versionGatewayName, versionModelName } from '../spec/derive/names';
import { SERVICE_PORT } from '../spec/derive/ports';
import type { OnlyVersion } from './address';
import { Gateway, type GatewayOptions } from './gateway';
import type { GatewayState } from './state';

/** A Service of the namespace, as a URL. */
export type ServiceAddress = (service: string, port: number) => string;

/** What the gateway of one version in a cluster is made of. */
export interface VersionGateway extends OnlyVersion {
  readonly graph: ModelGraph;
  readonly number: number;
  /** Whether a mesh splits between the backends of a model. */
  readonly meshed: boolean;
  /**
   * Where the names of the namespace's Services end in DNS. A version that is gone is asked for by its whole name: of a short
   * one nobody knows for certain that it is nowhere.
   * @default - unknown
   */
  readonly domain?: string;
  /** @default - by its name, as pods of the same namespace find it */
  readonly address?: ServiceAddress;
}

/**
 * The gateway of one version, as it runs in a cluster: of every request that reaches it somebody has decided that this
 * version answers.
 *
 * - Model servers and other versions are found by the names of their Services, which follow from the version.
 * - Whether a pod is ready is not its matter: a Service leads only to pods that are. Whether a backend has any, a mesh knows
 *   where it splits; where the gateway splits itself, it is told by `withoutBackends`.
 */
export function versionGateway(served: VersionGateway, options: GatewayOptions = {}): Gateway {
  const { axon, deployer, version } = served;
  const { address = inNamespace, domain } = served;
  const whole = (service: string) => (domain === undefined ? service : `${service}.${domain}`);
  const gateway = new Gateway({
    ...options,
    prefix: '',
    only: { axon, deployer, version },
    elsewhere: (_, other) => address(whole(versionGatewayName(axon, other)), SERVICE_PORT),
  });
  gateway.update(withoutBackends(served, new Set()));
  return gateway;
}

/** Addresses of the backends between which the gateway splits itself, so that it has to know which of them answer. */
export function ownChoices(served: VersionGateway): readonly string[] {
  const { split, backends } = servedVersion(served);
  const own = backends.filter(({ model }) => !split.has(model));
  return own
    .filter((one) => own.some((other) => other !== one && other.model === one.model))
    .map(({ address }) => address);
}

/** What the gateway serves while nobody answers at these addresses: other backends of the same model, if somebody does there. */
export function withoutBackends(served: VersionGateway, silent: ReadonlySet<string>): GatewayState {
  const { backends, ...version } = servedVersion(served);
  const answers = backends.filter(({ address }) => !silent.has(address));
  const ready = (of: (typeof backends)[number]) =>
    !silent.has(of.address) || !answers.some(({ model }) => model === of.model);
  const versions = [{ ...version, backends: backends.map((one) => ({ ...one, ready: ready(one) })) }];
  return { deployers: [{ axon: served.axon, graph: served.graph, versions }] };
}

function inNamespace(service: string, port: number): string {
  return `http://${service}:${port}/`;
}

function servedVersion({ axon, version: name, number, graph, meshed, address = inNamespace }: VersionGateway) {
  const split = graph.models
    .filter((model) => meshed && speaksOneForm(model))
    .map((model) => [model.name, address(versionModelName(axon, name, model.name), SERVICE_PORT)] as const);
  return {
    name,
    number,
    state: 'Serving' as const,
    backends: graph.models.flatMap((model) =>
      model.backends.map(({ name: backend, deploy }) => ({
        model: model.name,
        backend,
        address: address(versionBackendName(axon, name, model.name, backend), deploy.port),
        endpointRestType: deploy.endpointRestType,
      })),
    ),
    split: new Map(split),
  };
}

/** Who lets a mesh choose the backend cannot write the request in the form of the one that is chosen. */
function speaksOneForm({ backends }: Model): boolean {
  return new Set(backends.map(({ deploy }) => deploy.endpointRestType)).size === 1;
}
