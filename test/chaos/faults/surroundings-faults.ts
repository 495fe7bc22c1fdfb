import { mustKubectl } from '../../cluster/kubectl';
import type { Fault } from './fault';

const { MYELIN_CHAOS_PROMETHEUS = 'monitoring/prometheus' } = process.env;

const prometheusAway: Fault = {
  name: 'Prometheus away',
  needs: ['prometheus'],
  shows: /alert quiet is Unknown[^]*PrometheusAway/,
  async strike({ undo }) {
    const [namespace = '', name = ''] = MYELIN_CHAOS_PROMETHEUS.split('/');
    const scale = (replicas: number) =>
      void mustKubectl(['scale', 'deployment', name, '-n', namespace, `--replicas=${replicas}`]);
    scale(0);
    undo(async () => {
      scale(1);
      mustKubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=120s']);
    });
  },
};

/** The store of another axon is of a class that there is not, until there is. */
const claimPending: Fault = {
  name: 'a claim that is pending',
  axon: 'claims',
  shows: /Unschedulable|unbound|storageclass/i,
  async strike({ cluster, round, revision, undo }) {
    const name = `chaos-${cluster.namespace}-${round}`;
    cluster.apply(revision, 'claims', name);
    await cluster.untilOpen(30_000, 'claims');
    await cluster.mustCall('step', `claims-${round}`, 30_000, 'claims');
    undo(async () => {
      const { stdout } = mustKubectl(['get', 'storageclass', 'standard', '-o', 'json']);
      const { provisioner, parameters } = JSON.parse(stdout) as { provisioner: string; parameters?: object };
      const made = {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name },
        provisioner,
        parameters,
      };
      mustKubectl(['apply', '-f', '-'], [made]);
      await cluster.until('the run of the other axon to end', 120_000, async () => {
        const journal = await cluster.journal('claims');
        const ended = journal.filter((entry) => entry.type === 'RunEnded' && entry.phase === 'Succeeded');
        return { ok: ended.length === 2, why: JSON.stringify((await cluster.shown('claims')).conditions) };
      });
      // With its claim, whose class cannot be changed: the next such round has one of its own.
      await cluster.myelin('delete', 'claims', '-n', cluster.namespace, '--yes', '--data');
      mustKubectl(['wait', '-n', cluster.namespace, '--for=delete', 'pvc/claims-axon-store', '--timeout=60s']);
      mustKubectl(['delete', 'storageclass', name]);
    });
  },
};

export const SURROUNDINGS_FAULTS: readonly Fault[] = [prometheusAway, claimPending];
