import { AXON_LABEL } from '../../spec/derive/labels';
import { lowerName } from '../../spec/resolve/scope';
import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';
import type { KubernetesObject } from '../synthesize';
import type { ClusterKinds } from './cluster-kinds';
import { SYNTHESIZED_KINDS } from './synthesized-kinds';

/** A Gateway of Istio or of Gateway API, as far as it says for whom it is. */
interface Gateway extends KubernetesObject {
  readonly spec?: {
    readonly servers?: readonly {
      readonly hosts: readonly string[];
      readonly tls?: { readonly credentialName?: string };
    }[];
    readonly listeners?: readonly {
      readonly hostname?: string;
      readonly tls?: { readonly certificateRefs?: readonly { readonly name: string }[] };
    }[];
  };
}

/** What the world finds. */
interface Door {
  readonly hosts: readonly string[];
  readonly certificate?: string;
}

/**
 * Sees to it that nobody shuts the door of an axon, or takes its certificate away, by leaving an option out.
 *
 * @param wanted - the objects that are to be applied
 * @param deployers - of the axon as it is to be: the hosts of others go with them
 * @throws CliError that says what would be lost, and how to keep it or give it up
 */
export async function expectKeptDoor(
  cluster: ClusterOptions,
  kinds: ClusterKinds,
  axon: string,
  wanted: readonly KubernetesObject[],
  deployers: readonly string[],
): Promise<void> {
  const resources = SYNTHESIZED_KINDS.filter(isGateway).flatMap((kind) => kinds.resource(kind) ?? []);
  if (resources.length === 0) return;
  const words = ['get', resources.join(','), `--selector=${AXON_LABEL}=${axon}`, '-o', 'json'];
  const answer = await kubectl(cluster, words);
  if (!answer.ok) {
    // Who may not read Gateways has applied none either.
    if (/forbidden/i.test(answer.why)) return;
    throw new CliError(`myelin: the cluster does not say whether ${axon} answers the world: ${answer.why}`);
  }
  const { items } = JSON.parse(answer.text) as { readonly items: readonly Gateway[] };
  const lost = lostOptions(axon, deployers, doorOf(items), doorOf(wanted.filter(isGateway)));
  if (lost === undefined) return;
  throw new CliError(`myelin: ${lost}; to give it up on purpose say --prune`);
}

/** @returns what a submission without an earlier option would take away, with the option; undefined where nothing */
export function lostOptions(axon: string, deployers: readonly string[], live: Door, wanted: Door): string | undefined {
  const isOurs = (host: string) => deployers.some((deployer) => host.startsWith(`${lowerName(deployer)}.${axon}.`));
  const host = live.hosts.find(isOurs);
  if (host === undefined) return undefined;
  const domain = host.split('.').slice(2).join('.');
  const tls = live.certificate === undefined ? '' : ` --tls-secret ${live.certificate}`;
  if (!wanted.hosts.some(isOurs))
    return `${axon} answers the world as ${host}, and would not any more: keep it with --domain ${domain}${tls}`;
  if (live.certificate === undefined || wanted.certificate !== undefined) return undefined;
  return `${axon} answers the world by HTTPS, and would in plain HTTP: keep its certificate with${tls}`;
}

function doorOf(gateways: readonly Gateway[]): Door {
  const servers = gateways.flatMap(({ spec }) => spec?.servers ?? []);
  const listeners = gateways.flatMap(({ spec }) => spec?.listeners ?? []);
  const hosts = [...servers.flatMap((server) => server.hosts), ...listeners.flatMap(({ hostname }) => hostname ?? [])];
  const [certificate] = [
    ...servers.flatMap(({ tls }) => tls?.credentialName ?? []),
    ...listeners.flatMap(({ tls }) => tls?.certificateRefs?.map(({ name }) => name) ?? []),
  ];
  return { hosts, ...(certificate === undefined ? {} : { certificate }) };
}

function isGateway({ kind }: { readonly kind: string }): boolean {
  return kind === 'Gateway';
}
