import { kubectl, mustKubectl } from '../../cluster/kubectl';
import type { ChaosCluster } from '../chaos-cluster';
import type { Fault, Strike } from './fault';

interface PodSeen {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly phase: string };
}

function podsOf(cluster: ChaosCluster, task: string): readonly PodSeen[] {
  const selector = `myelin.io/task=${task}`;
  const { stdout } = mustKubectl(['get', 'pods', '-n', cluster.namespace, '-l', selector, '-o', 'json']);
  return (JSON.parse(stdout) as { items: PodSeen[] }).items;
}

/** A pod of an attempt that runs for some seconds, once its code runs. */
async function slowPod({ cluster, send }: Strike): Promise<PodSeen> {
  const known = new Set(podsOf(cluster, 'Slow').map(({ metadata }) => metadata.name));
  await send('slow');
  let pod: PodSeen | undefined;
  await cluster.until('a pod of Slow to run', 60_000, async () => {
    pod = podsOf(cluster, 'Slow').find(
      ({ metadata, status }) => !known.has(metadata.name) && status.phase === 'Running',
    );
    return { ok: pod !== undefined };
  });
  return pod!;
}

const evicted: Fault = {
  name: "a Job's pod evicted",
  async strike(strike) {
    const { namespace } = strike.cluster;
    const { name } = (await slowPod(strike)).metadata;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    await strike.cluster.post(path, eviction);
  },
};

const jobDeleted: Fault = {
  name: 'a Job deleted while it runs',
  async strike(strike) {
    const { labels } = (await slowPod(strike)).metadata;
    // A pod that is left runs on for some seconds, in which no other attempt may begin.
    const cascade = strike.lots.below(2) === 0 ? 'background' : 'orphan';
    const words = ['delete', 'job', labels['job-name']!, '-n', strike.cluster.namespace];
    mustKubectl([...words, `--cascade=${cascade}`, '--wait=false']);
  },
};

const noImage: Fault = {
  name: 'an image that cannot be pulled',
  shows: /ErrImagePull|ImagePullBackOff|ErrImageNeverPull/,
  async strike({ cluster, send, undo }) {
    undo(async () => {
      // As if somebody had brought the image to the nodes: the pod may be given another one, and its Job not.
      for (const { metadata, status } of podsOf(cluster, 'Nowhere')) {
        if (status.phase !== 'Pending') continue;
        mustKubectl(['set', 'image', `pod/${metadata.name}`, '-n', cluster.namespace, `task=${cluster.images.task}`]);
      }
    });
    await send('nowhere');
  },
};

function quota(of: string, resource: string, shows: RegExp): Fault {
  return {
    name: `quota of ${of} exceeded`,
    shows,
    async strike({ cluster, round, send, undo }) {
      const name = `chaos-${round}`;
      const spec = { hard: { [resource]: '1' } };
      const { namespace } = cluster;
      undo(async () => void mustKubectl(['delete', 'quota', name, '-n', namespace]));
      mustKubectl(
        ['apply', '-f', '-'],
        [{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name, namespace }, spec }],
      );
      await cluster.until('the quota to count', 30_000, async () => {
        const path = '{.status.used}';
        return { ok: kubectl(['get', 'quota', name, '-n', namespace, '-o', `jsonpath=${path}`]).stdout !== '' };
      });
      if (resource !== 'count/configmaps') await send('step');
    },
  };
}

export const ATTEMPT_FAULTS: readonly Fault[] = [
  evicted,
  jobDeleted,
  noImage,
  quota('pods', 'count/pods', /FailedCreate.*exceeded quota/),
  quota('Jobs', 'count/jobs.batch', /exceeded quota/),
  quota('ConfigMaps', 'count/configmaps', /JournalNotWritten.*exceeded quota/),
];
