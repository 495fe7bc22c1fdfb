import { App, Chart } from 'cdk8s';
import { AxonRuntime } from '../../lib/constructs';
import type { Manifest } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

/** A runtime that may do everything with Deployments by RBAC is asked what the policy lets it do. Nothing of it is running. */

const namespace = `myelin-admission-${process.pid}`;
const RUNTIME = `--as=system:serviceaccount:${namespace}:myelin-runtime`;
/** No pod of it is started. */
const IMAGE = 'registry.example.com/myelin-runtime:1';
const DENIED = /the runtime makes, changes and deletes only what the axon of its label owns/;

/** Of the ConfigMap of the axon digits: what an owner does not have that is there, the garbage collector takes away. */
let uid = '';

/** @param owner - the axon whose ConfigMap owns it @param axon - that of its label */
function deployment(name: string, { owner, axon = owner }: { readonly owner?: string; readonly axon?: string }) {
  const labels = { app: name };
  const owned = { apiVersion: 'v1', kind: 'ConfigMap', name: `${owner}-axon`, uid };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      ...(axon === undefined ? {} : { labels: { 'myelin.io/axon': axon } }),
      ...(owner === undefined ? {} : { ownerReferences: [owned] }),
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          serviceAccountName: 'any',
          containers: [{ name: 'a', image: 'a' }],
        },
      },
    },
  };
}

const asRuntime = (...words: readonly string[]) => kubectl([...words, '-n', namespace, '--dry-run=server', RUNTIME]);

onCluster('a runtime whose cluster knows what it is for', ['cluster'], () => {
  let policies: readonly Manifest[];

  beforeAll(() => {
    createNamespace(namespace, { injected: false });
    const app = new App();
    new AxonRuntime(new Chart(app, 'c', { namespace }), 'runtime', { admission: true, image: IMAGE });
    const all = app.charts.flatMap((chart) => chart.toJson() as Manifest[]);
    policies = all.filter(({ kind }) => String(kind).startsWith('ValidatingAdmissionPolicy'));
    mustKubectl(['create', 'role', 'all', '-n', namespace, '--verb=*', '--resource=deployments.apps']);
    mustKubectl([
      'create',
      'rolebinding',
      'all',
      '-n',
      namespace,
      '--role=all',
      `--serviceaccount=${namespace}:myelin-runtime`,
    ]);
    const axon = ['configmap', 'digits-axon', '-n', namespace];
    uid = mustKubectl(['create', ...axon, '-o', 'jsonpath={.metadata.uid}']).stdout;
    mustKubectl(['create', '-f', '-'], [deployment('shop', {}), deployment('served', { owner: 'digits' })]);
    mustKubectl(['apply', '-f', '-'], policies);
  }, 60_000);
  afterAll(() => {
    kubectl(['delete', '-f', '-', '--ignore-not-found'], policies);
    deleteNamespace(namespace);
  });

  test('touches nothing that no axon owns', async () => {
    // A policy counts some seconds after it was made.
    for (let tries = 0; tries < 30 && asRuntime('delete', 'deployment', 'shop').code === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    expect(asRuntime('delete', 'deployment', 'shop').stderr).toMatch(DENIED);
    expect(asRuntime('scale', 'deployment', 'shop', '--replicas=1').code).not.toBe(0);
    const adopted = JSON.stringify({ metadata: deployment('shop', { owner: 'digits' }).metadata });
    expect(asRuntime('patch', 'deployment', 'shop', '--type=merge', '-p', adopted).stderr).toMatch(DENIED);
    const made = kubectl(
      ['create', '-f', '-', '-n', namespace, '--dry-run=server', RUNTIME],
      [deployment('other', { owner: 'digits', axon: 'letters' })],
    );
    expect(made.stderr).toMatch(DENIED);
  }, 60_000);

  test('makes, changes and deletes what an axon owns, and gives it no token', () => {
    const own = deployment('more', { owner: 'digits' });
    const create = (object: object) =>
      kubectl(['create', '-f', '-', '-n', namespace, '--dry-run=server', RUNTIME], [object]);
    expect(create(own).code).toBe(0);
    const change = asRuntime('patch', 'deployment', 'served', '--type=merge', '-p', '{"spec":{"replicas":1}}');
    expect(change.code).toBe(0);
    expect(asRuntime('delete', 'deployment', 'served').code).toBe(0);
    const template = { ...own.spec.template, spec: { ...own.spec.template.spec, automountServiceAccountToken: true } };
    expect(create({ ...own, spec: { ...own.spec, template } }).stderr).toMatch(/no pod that may ask the API server/);
  }, 60_000);
});
