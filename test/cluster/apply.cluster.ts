import { waitingVirtualService } from '../../lib/mesh/virtual-service';
import type { Manifest } from '../constructs/synthesize';
import { analyze } from './istioctl';
import { kubectl, mustKubectl } from './kubectl';
import { ensureCrds, onCluster, removeCrds } from './requirements';
import { movedTo, publishedSources } from './sources';
import { createNamespace, deleteNamespace } from './test-namespace';

const namespace = `myelin-apply-${process.pid}`;

/** What the runtime makes before there is a version, for each root that delegates to it. */
function waitingRoutes(objects: readonly Manifest[]): readonly Manifest[] {
  const delegates = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .flatMap(({ spec }) => spec.http.flatMap((route: Manifest) => route['delegate']?.name ?? []) as string[]);
  return delegates.map((name) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name },
    spec: waitingVirtualService(),
  }));
}

/** Namespaced objects of Myelin that are left, of every kind that these are of. */
function left(objects: readonly Manifest[]): string {
  const kinds = new Set(
    objects
      .filter(({ kind }) => kind !== 'PersistentVolume')
      .map(({ kind, apiVersion }) =>
        apiVersion === 'v1' ? kind : `${kind}.${apiVersion.split('/').reverse().join('.')}`,
      ),
  );
  const get = ['get', [...kinds].join(','), '-n', namespace, '-l', 'app.kubernetes.io/managed-by=myelin', '-o', 'name'];
  return mustKubectl(get).stdout;
}

onCluster('objects that are applied', ['cluster', 'ingress'], () => {
  let made: readonly string[] = [];

  // The apps are told what they should mend; here only the answer of the cluster matters.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation());
  beforeAll(() => {
    made = ensureCrds('kubeflow.yaml', 'spark.yaml');
    createNamespace(namespace, { injected: true });
  }, 120_000);
  afterAll(() => {
    deleteNamespace(namespace);
    removeCrds(made);
  }, 200_000);

  test.each(publishedSources(`${namespace}.example.com`))(
    '%s: no warning of the API server, no message of istioctl analyze, at rest and with the routes of the runtime; all of it can be deleted',
    (_, synthesized) => {
      const objects = movedTo(namespace, synthesized());
      try {
        const applied = kubectl(['apply', '-n', namespace, '-f', '-'], objects);
        expect({ code: applied.code, stderr: applied.stderr }).toEqual({ code: 0, stderr: '' });
        expect(applied.stdout.trim().split('\n')).toHaveLength(objects.length);
        expect(analyze(namespace)).toEqual([]);

        const routes = waitingRoutes(objects);
        if (routes.length > 0) mustKubectl(['apply', '-n', namespace, '-f', '-'], routes);
        expect(analyze(namespace)).toEqual([]);
        if (routes.length > 0) mustKubectl(['delete', '-n', namespace, '-f', '-'], routes);
      } finally {
        mustKubectl(['delete', '-n', namespace, '--ignore-not-found', '--timeout=60s', '-f', '-'], objects);
      }
      expect(left(objects)).toBe('');
    },
    180_000,
  );
});
