import { MemoryCluster } from '../runtime/memory-cluster';
import { MemoryKube } from '../runtime/memory-kube';
import { describeKube } from './kube.suite';

/** The same suite is run against a cluster by test/cluster/kube.cluster.ts. */
describeKube('an API server in memory', async () => {
  const cluster = new MemoryCluster({ absent: ['TFJob'] });
  return {
    kube: new MemoryKube({ cluster }),
    person: new MemoryKube({ cluster, manager: 'a-person' }),
    patience: 1000,
    forgotten: 'ConfigMap',
  };
});
