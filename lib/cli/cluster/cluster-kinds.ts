import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';

/** The kinds of objects that a cluster has. */
export class ClusterKinds {
  /** @throws CliError where it does not say */
  static async of(cluster: ClusterOptions): Promise<ClusterKinds> {
    const answer = await kubectl(cluster, ['api-resources', '--no-headers']);
    if (!answer.ok) throw new CliError(`myelin: the cluster does not answer: ${answer.why}`);
    const resources = answer.text.split('\n').flatMap((line) => {
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

/** `batch` of `batch/v1`, nothing of `v1`. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
}
