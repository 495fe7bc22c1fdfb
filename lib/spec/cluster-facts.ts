import { issue, type Issue, type Path } from './issue';
import { clusterFacts, type ClusterFacts } from './schema/cluster';

export type { ClusterFacts } from './schema/cluster';

/** What is known of the namespace in which an axon would be. */
export type NamespaceFacts = NonNullable<ClusterFacts['namespaces']>[string];

/** Facts as they were read, or why they could not be. */
export interface ReadFacts {
  /** @default - there is an error */
  readonly facts?: ClusterFacts;
  readonly issues: readonly Issue[];
}

/**
 * Reads the text of a `cluster.json`: facts as they are, or the outputs of `terraform output -json`: one for each key, or
 * one that holds them all, which is called `cluster` or is the only one. Never throws.
 */
export function readClusterFacts(text: string, file: string): ReadFacts {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (thrown) {
    return refused([], `${file} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  const facts = outputOf(data);
  if (typeof facts === 'object' && facts !== null && Object.keys(facts).length === 0) {
    return { issues: [issue('MYL6001', [], `${file} says nothing: it is {}`, FROM_WHERE)] };
  }
  const result = clusterFacts.safeParse(facts);
  if (result.success) return { facts: result.data, issues: [] };
  return {
    issues: result.error.issues.map(({ path, message }) => {
      const at = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
      return issue('MYL6001', at, `${file} does not say what it should: ${lowered(message)}`, WHAT_IT_IS);
    }),
  };
}

const FROM_WHERE =
  'terraform output -json writes {} before the first apply and in another folder: run it after apply, in the folder of the stack of the cluster';
const WHAT_IT_IS = 'docs/cluster-facts.md shows what the file holds';

function refused(path: Path, message: string): ReadFacts {
  return { issues: [issue('MYL6001', path, message, WHAT_IT_IS)] };
}

/** Outputs of Terraform stand beside their types: one that holds all facts, or one for each key. */
function outputOf(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const outputs = Object.entries(data).flatMap(([name, one]) => (isOutput(one) ? [[name, one.value] as const] : []));
  if (outputs.length === 0) return data;
  const byName = Object.fromEntries(outputs);
  const [only] = outputs;
  if ('cluster' in byName) return byName['cluster'];
  return outputs.length === 1 && only !== undefined && !(only[0] in clusterFacts.shape) ? only[1] : byName;
}

function isOutput(value: unknown): value is { readonly value: unknown } {
  return typeof value === 'object' && value !== null && 'sensitive' in value && 'value' in value;
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}
