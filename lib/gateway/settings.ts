import { readFile } from 'node:fs/promises';
import type { ModelGraph } from '../spec/axon';
import { GATEWAY_METRICS_PORT, GATEWAY_PORT } from '../spec/derive/ports';
import { hasErrors } from '../spec/issue';
import { resolveKeptSpec } from '../spec/load';
import { renderIssues } from '../spec/render';
import type { AxonSpec } from '../spec/schema/axon';
import type { OnlyVersion } from './address';

/** What the gateway of a version is told by its environment. */
export interface GatewaySettings extends OnlyVersion {
  readonly number: number;
  readonly graph: ModelGraph;
  readonly meshed: boolean;
  readonly port: number;
  readonly metricsPort: number;
  /** Where the names of the namespace's Services end. @default - the resolver of this machine does not say */
  readonly domain?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The environment does not make a gateway. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const RESOLVER = '/etc/resolv.conf';

/** @throws SettingsError naming the variable and what it wants */
export async function readSettings(variables: Variables, resolver = RESOLVER): Promise<GatewaySettings> {
  const axon = needed(variables, 'MYELIN_AXON', 'the name of the axon');
  const deployer = needed(variables, 'MYELIN_DEPLOYER', 'the name of a deployer of the axon');
  const version = needed(variables, 'MYELIN_VERSION', 'the name of the version, which the runtime gives to its copy');
  const file = needed(variables, 'MYELIN_SPEC', 'the path of the axon.json of the version');
  return {
    axon,
    deployer,
    version,
    number: number(variables, 'MYELIN_VERSION_NUMBER'),
    graph: await readGraph(file, deployer),
    meshed: meshed(needed(variables, 'MYELIN_MESH', 'one of istio, gateway-api and none')),
    port: number(variables, 'PORT', GATEWAY_PORT),
    metricsPort: number(variables, 'MYELIN_METRICS_PORT', GATEWAY_METRICS_PORT),
    ...(await readDomain(resolver)),
  };
}

/** In a pod the first domain that is searched is that of the namespace. */
async function readDomain(resolver: string): Promise<{ readonly domain?: string }> {
  const text = await readFile(resolver, 'utf8').catch(() => '');
  const domain = /^search\s+(\S+\.svc\.\S+)/m.exec(text)?.[1];
  return domain === undefined ? {} : { domain };
}

async function readGraph(file: string, deployer: string): Promise<ModelGraph> {
  let spec: AxonSpec;
  try {
    spec = JSON.parse(await readFile(file, 'utf8')) as AxonSpec;
  } catch (fault) {
    throw new SettingsError(`MYELIN_SPEC: ${file} cannot be read: ${(fault as Error).message}`);
  }
  const { axon, issues } = resolveKeptSpec(spec);
  if (axon === undefined || hasErrors(issues)) throw new SettingsError(`MYELIN_SPEC: ${file}\n${renderIssues(issues)}`);
  const graph = axon.deployers.get(deployer);
  if (graph !== undefined) return graph;
  const known = [...axon.deployers.keys()].join(', ') || 'none';
  throw new SettingsError(`MYELIN_DEPLOYER: ${axon.name} has no deployer ${deployer}, it has ${known}`);
}

function meshed(mesh: string): boolean {
  if (mesh === 'istio' || mesh === 'gateway-api') return true;
  if (mesh === 'none') return false;
  throw new SettingsError(`MYELIN_MESH must be one of istio, gateway-api and none, got ${mesh}`);
}

function needed(variables: Variables, name: string, what: string): string {
  const value = variables[name];
  if (value === undefined || value === '') throw new SettingsError(`${name} is not set: it is ${what}`);
  return value;
}

function number(variables: Variables, name: string, fallback?: number): number {
  const text = fallback === undefined ? needed(variables, name, 'a whole number') : (variables[name] ?? '');
  if (text === '' && fallback !== undefined) return fallback;
  if (/^\d+$/.test(text)) return Number(text);
  throw new SettingsError(`${name} must be a whole number, got ${text}`);
}
