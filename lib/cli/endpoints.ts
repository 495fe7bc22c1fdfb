import type { Axon } from '../spec/axon';
import { isUp } from '../engine/serving/phase';
import { belowDeployer } from '../gateway/address';
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

/** Where there is one address what is public is what is not: on one machine, and for a deployer without a domain. */
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
    const publicUrl = view.publicEndpoints?.[name] ?? url;
    const up = (view.deployers[name]?.versions ?? []).filter(({ phase }) => isUp(phase));
    const stable = up.find(({ phase }) => phase === 'Serving');
    const models = deployer.models.map((model) => ({
      name: model.name,
      backends: up.flatMap((version) =>
        model.backends.map((backend) => ({
          name: backend.name,
          version: version.name,
          url: url + belowDeployer.backend(version.name, model.name, backend.name),
        })),
      ),
    }));
    const below = stable === undefined ? undefined : belowDeployer.version(stable.name);
    const modelStable = below === undefined ? null : { url: url + below, publicUrl: publicUrl + below };
    return [{ name, modelStable, modelProxy: { url, publicUrl }, models }];
  });
}

/** @param format - `table`, `json` or `yaml` */
export function renderEndpoints(endpoints: readonly Endpoint[], format: string): string {
  const isPublic = endpoints.some(({ modelProxy }) => modelProxy.publicUrl !== modelProxy.url);
  const row = (name: string, what: string, url = '-', publicUrl = '-') => [
    name,
    what,
    url,
    ...(isPublic ? [publicUrl] : []),
  ];
  const rows = endpoints.flatMap(({ name, modelProxy, modelStable, models }) => [
    row(name, 'proxy', modelProxy.url, modelProxy.publicUrl),
    row(name, 'stable', modelStable?.url, modelStable?.publicUrl),
    ...models.flatMap((model) =>
      model.backends.map((backend) => row(name, `${backend.version} ${model.name}/${backend.name}`, backend.url)),
    ),
  ]);
  const head = row('DEPLOYER', 'WHAT', 'URL', 'PUBLIC URL');
  return inFormat(format, endpoints, { table: () => table([head, ...rows]) });
}
