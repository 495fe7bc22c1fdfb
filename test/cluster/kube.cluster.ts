import { KubeClient } from '../../lib/runtime/kube/client';
import { kubeconfigAccess } from '../../lib/runtime/kube/kubeconfig';
import { describeKube } from '../conformance/kube.suite';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

const NAMESPACE = `myelin-kube-${process.pid}`;

onCluster('the client of an API server', ['cluster'], () => {
  const clients: KubeClient[] = [];

  beforeAll(() => createNamespace(NAMESPACE, { injected: false }));
  afterAll(() => {
    for (const client of clients) client.close();
    deleteNamespace(NAMESPACE);
  });

  describeKube('stands the suite of the one in memory', async () => {
    const access = await kubeconfigAccess();
    const client = (manager?: string): KubeClient => {
      const made = new KubeClient(access, { namespace: NAMESPACE, ...(manager === undefined ? {} : { manager }) });
      clients.push(made);
      return made;
    };
    return { kube: client(), person: client('a-person'), patience: 30_000 };
  });
});
