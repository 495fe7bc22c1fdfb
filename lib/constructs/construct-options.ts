import { Construct } from 'constructs';
import { didYouMean } from '../spec/lang/closest';
import { isDnsLabel, isDnsSubdomain, isImage } from '../spec/lang/kubernetes-names';
import { ConstructUseError } from './axon-error';
import { Cluster } from './cluster';
import { show } from './construct-use';

/** What an option must be, in words, and whether a value is. */
interface Expectation {
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

const text = (wanted: string, holds: (text: string) => boolean): Expectation => ({
  wanted,
  holds: (value) => typeof value === 'string' && holds(value),
});

const oneOf = (...words: readonly string[]): Expectation => ({
  wanted: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
  holds: (value) => words.includes(value as string),
});

const A_BOOLEAN: Expectation = { wanted: 'true or false', holds: (value) => typeof value === 'boolean' };
const AN_ID: Expectation = {
  wanted: 'a whole number of 0 or more',
  holds: (value) => Number.isInteger(value) && (value as number) >= 0,
};
const AN_IMAGE = text('an image as text, such as registry.example.com/myelin-runtime:1', isImage);

/** Options that axons and runtimes take, and that decide about objects before any document is checked. */
const OPTIONS: Readonly<Record<string, Expectation>> = {
  mesh: oneOf('istio', 'gateway-api', 'none'),
  monitoring: oneOf('annotations', 'pod-monitor', 'none'),
  gatewayClass: text('the name of a GatewayClass', isDnsSubdomain),
  domain: text('a domain such as example.com', isDnsSubdomain),
  tls: {
    wanted: "an object such as { secretName: 'models-tls' }",
    holds: (value) => isDnsSubdomain(String((value as { readonly secretName?: unknown } | null)?.secretName ?? '')),
  },
  readOnlyRoot: A_BOOLEAN,
  admission: A_BOOLEAN,
  user: AN_ID,
  group: AN_ID,
  runtimeImage: AN_IMAGE,
  image: AN_IMAGE,
  cluster: {
    wanted: "a Cluster, such as Cluster.fromFile('cluster.json')",
    holds: (value) => value instanceof Cluster,
  },
};

const SURROUNDINGS = [
  'runtimeAccount',
  'callers',
  'monitoringNamespace',
  'meshNamespace',
  'ingressNamespace',
  'ingressAccount',
  'ingressLabels',
  'accountEgress',
  'clusterCidrs',
  'apiServer',
];

/**
 * Options, once each is known to be of its kind; what JavaScript passes has no types.
 *
 * @throws ConstructUseError with the path of the construct, and every option that is wrong
 */
export function expectOptions({ node }: Construct, options: object): void {
  const given = options as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(OPTIONS).flatMap(([name, { wanted, holds }]) => {
    const value = given[name];
    return value === undefined || holds(value) ? [] : [`${name} must be ${wanted}, got ${show(value)}`];
  });
  const faults = [...wrong, ...wrongSurroundings(given['surroundings'])];
  if (faults.length === 0) return;
  throw ConstructUseError.of(faults.map((fault) => ({ construct: node.path, fault })));
}

function wrongSurroundings(surroundings: unknown): readonly string[] {
  if (surroundings === undefined) return [];
  if (typeof surroundings !== 'object' || surroundings === null) {
    return [`surroundings must be an object, got ${show(surroundings)}`];
  }
  const unknown = Object.keys(surroundings).filter((key) => !SURROUNDINGS.includes(key));
  return unknown.map((key) => {
    const hint = didYouMean(key, SURROUNDINGS) ?? `there are ${SURROUNDINGS.join(', ')}`;
    return `surroundings has no ${key}, ${hint}`;
  });
}

/** @throws ConstructUseError where it is no namespace */
export function expectNamespace({ node }: Construct, namespace: unknown): void {
  if (namespace === undefined || (typeof namespace === 'string' && isDnsLabel(namespace))) return;
  throw new ConstructUseError(
    node.path,
    `the namespace must be lower case letters, digits and "-", got ${show(namespace)}`,
  );
}
