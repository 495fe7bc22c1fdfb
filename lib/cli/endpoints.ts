import type { Axon } from '../spec/axon';
import { isUp } from '../engine/serving/phase';
import { gatewayPath } from '../gateway/address';
import type { ShownAxon } from './axon-reader';
import { inFormat } from './formats';
import { table } from './table';

/** Addresses of one deployer; the names of the keys are those of the published command line. */
export interface Endpoint {
  readonly name: string;
  /** The newest version that serves, and no other. */
  readonly modelStable: Address | null;
  /** All versions, by the rollout. */
  readonly modelProxy: Address;
  readonly models: readonly {
    readonly name: string;
    readonly backends: readonly { readonly name: string; readonly version: string; readonly url: string }[];
  }[];
}

/** On one machine there is one address: what is public is what is local. */
export interface Address {
  readonly url: string;
  readonly publicUrl: string;
}

/** Where every deployer of an axon that runs answers; every URL ends in a slash. */
export function endpointsOf(axon: Axon, view: ShownAxon): readonly Endpoint[] {
  return [...axon.deployers.values()].flatMap((deployer): Endpoint[] => {
    const { name } = deployer;
    const url = view.endpoints?.[name];
    if (url === undefined) return [];
    const prefix = url.slice(0, url.length - gatewayPath.deployer('', axon.name, name).length);
    const up = (view.deployers[name]?.versions ?? []).filter(({ phase }) => isUp(phase));
    const stable = up.find(({ phase }) => phase === 'Serving');
    const models = deployer.models.map((model) => ({
      name: model.name,
      backends: up.flatMap((version) =>
        model.backends.map((backend) => ({
          name: backend.name,
          version: version.name,
          url: gatewayPath.backend(prefix, axon.name, name, version.name, model.name, backend.name),
        })),
      ),
    }));
    const modelStable = stable === undefined ? null : same(gatewayPath.version(prefix, axon.name, name, stable.name));
    return [{ name, modelStable, modelProxy: same(url), models }];
  });
}

function same(url: string): Address {
  return { url, publicUrl: url };
}

/** @param format - `table`, `json` or `yaml` */
export function renderEndpoints(endpoints: readonly Endpoint[], format: string): string {
  const rows = endpoints.flatMap(({ name, modelProxy, modelStable, models }) => [
    [name, 'proxy', modelProxy.url],
    [name, 'stable', modelStable?.url ?? '-'],
    ...models.flatMap((model) =>
      model.backends.map((backend) => [name, `${backend.version} ${model.name}/${backend.name}`, backend.url]),
    ),
  ]);
  return inFormat(format, endpoints, { table: () => table([['DEPLOYER', 'WHAT', 'URL'], ...rows]) });
}
