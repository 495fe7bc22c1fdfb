import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';

/** The kinds of objects that a cluster has. */
export class ClusterKinds {
  /** @throws CliError where it does not say */
  static async of(cluster: ClusterOptions): Promise<ClusterKinds> {
    const text = await apiResources(cluster, ['--no-headers'], 'the cluster does not answer');
    const resources = text.split('\n').flatMap((line) => {
      // NAME, perhaps SHORTNAMES, APIVERSION, NAMESPACED, KIND.
      const words = line.split(/\s+/).filter((word) => word !== '');
      const [kind, , apiVersion] = [...words].reverse();
      return kind === undefined || apiVersion === undefined
        ? []
        : [{ name: words[0]!, group: groupOf(apiVersion), kind }];
    });
    return new ClusterKinds(
      new Map(resources.map(({ name, group, kind }) => [`${group}/${kind}`, group === '' ? name : `${name}.${group}`])),
    );
  }

  private constructor(private readonly resources: ReadonlyMap<string, string>) {}

  /** As kubectl calls the objects of a kind, `cronjobs.batch`; undefined where the cluster has none. */
  resource({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string | undefined {
    return this.resources.get(`${groupOf(apiVersion)}/${kind}`);
  }
}

/**
 * What `kubectl api-resources` prints. Where a part of the API is away, a metrics server say, kubectl tells all the other
 * kinds and fails: those are taken, and the rest is told.
 *
 * @throws CliError where it prints nothing
 */
export async function apiResources(cluster: ClusterOptions, words: readonly string[], fault: string): Promise<string> {
  const answer = await kubectl(cluster, ['api-resources', ...words]);
  if (answer.ok) return answer.text;
  if (answer.text.trim() === '') throw new CliError(`myelin: ${fault}: ${answer.why}`);
  process.stderr.write(`myelin: the cluster does not tell all of its kinds: ${answer.why}\n`);
  return answer.text;
}

/** `batch` of `batch/v1`, nothing of `v1`. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
}
