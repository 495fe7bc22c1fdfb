import * as fc from 'fast-check';
import type { Axon } from '../../../lib/spec/axon';
import { grantsOf } from '../../../lib/spec/derive/rbac';
import type { Need } from '../../../lib/spec/derive/runtime-needs';
import { surroundingsOf, type Surroundings } from '../../../lib/spec/derive/surroundings';
import { axonOf, sayGrants, SENSORS, TASKS } from './access';

const around = surroundingsOf({ mesh: 'istio', open: false, scraped: true });
const grants = (axon: Axon, mesh: Surroundings['mesh'] = 'istio') => sayGrants(grantsOf(axon, { ...around, mesh }));

/** What every axon needs, whatever its sensors start. */
const STATE = [
  'myelin-runtime: configmaps create delete get list watch <- the spec of demo is a ConfigMap, its journal is ConfigMaps whose names count up @ metadata.name',
  'myelin-runtime: configmaps [demo-metrics] patch <- what the code of demo reports outlives the runtime in one ConfigMap @ metadata.name',
  'myelin-runtime: coordination.k8s.io/leases create <- of several runtimes only the one that holds the Lease acts for demo @ metadata.name',
  'myelin-runtime: coordination.k8s.io/leases [myelin-runtime] get update <- of several runtimes only the one that holds the Lease acts for demo @ metadata.name',
  'myelin-runtime: events create list <- what is done for demo is told as Events, and why a Job has no pod stands in them @ metadata.name',
];

/** What looks after the store of an axon runs as Jobs, whatever its tasks run as. */
const FILES = 'files of demo that nothing needs any more are deleted, and cached data copied, by a Job @ metadata.name';
const STORE = [
  `myelin-runtime: batch/cronjobs get list watch <- ${FILES}`,
  `myelin-runtime: batch/jobs create delete get list patch watch <- ${FILES}`,
];

describe('what the runtime may do', () => {
  test('for tasks that no sensor starts is to keep the state, and no more', () => {
    expect(grants(axonOf(Object.values(TASKS).slice(0, 4), []))).toEqual(STATE);
  });

  test('for a sensor that executes a container is to make Jobs of its CronJob, and to see their pods', () => {
    const why = 'sensor prepare executes Prepare @ spec.sensors[0].tasks[0]';
    expect(grants(axonOf([TASKS.Prepare, TASKS.Train, TASKS.Serve], [SENSORS.prepare]))).toEqual([
      ...STATE,
      `myelin-runtime: pods get list watch <- ${why}`,
      `myelin-runtime: batch/cronjobs get list watch <- ${FILES}; ${why}`,
      `myelin-runtime: batch/jobs create delete get list patch watch <- ${FILES}; ${why}`,
    ]);
  });

  test('grows by a name and a reason with a sensor that trains', () => {
    const first = 'sensor prepare executes Prepare @ spec.sensors[0].tasks[0]';
    const why = `${first}; sensor train trains Train @ spec.sensors[1].tasks[0]`;
    expect(grants(axonOf([TASKS.Prepare, TASKS.Train], [SENSORS.prepare, SENSORS.train]))).toEqual([
      ...STATE,
      `myelin-runtime: pods get list watch <- ${why}`,
      `myelin-runtime: batch/cronjobs get list watch <- ${FILES}; ${why}`,
      `myelin-runtime: batch/jobs create delete get list patch watch <- ${FILES}; ${why}`,
    ]);
  });

  test('for a deployer is to make Deployments, Services and routes of the mesh, if there is one', () => {
    const why = 'sensor deploy deploys api @ spec.sensors[0].tasks[0]';
    const bare = [
      ...STATE,
      `myelin-runtime: pods get list watch <- ${why}`,
      ...STORE,
      `myelin-runtime: apps/deployments create delete get list patch watch <- ${why}`,
      `myelin-runtime: services create delete get list patch watch <- ${why}`,
    ];
    const axon = axonOf([TASKS.Serve], [SENSORS.deploy]);
    expect(grants(axon, 'none')).toEqual(bare);
    expect(grants(axon, 'gateway-api')).toEqual([
      ...bare,
      `myelin-runtime: gateway.networking.k8s.io/httproutes create delete get list patch watch <- ${why}`,
    ]);
    expect(grants(axon)).toEqual([
      ...bare,
      `myelin-runtime: networking.istio.io/virtualservices create delete get list patch watch <- ${why}`,
      `myelin-runtime: networking.istio.io/destinationrules create delete get list patch watch <- ${why}`,
    ]);
  });

  test('includes autoscalers where a model that is deployed says how it scales', () => {
    const scaled = '{name: Serve, deploy: {image: i, scaling: {max: 3}}}';
    expect(grants(axonOf([scaled], [SENSORS.deploy]), 'none')).toContain(
      'myelin-runtime: autoscaling/horizontalpodautoscalers create delete get list patch watch <- sensor deploy deploys api @ spec.sensors[0].tasks[0]',
    );
  });

  test('is no more with Jobs than what looks after the store where an operator runs the training', () => {
    const why = 'sensor tf trains Tf @ spec.sensors[0].tasks[0]';
    expect(grants(axonOf([TASKS.Tf], [SENSORS.tf]))).toEqual([
      ...STATE,
      `myelin-runtime: pods get list watch <- ${why}`,
      ...STORE,
      `myelin-runtime: kubeflow.org/tfjobs create delete get list patch watch <- ${why}`,
    ]);
  });
});

describe('what a Spark driver may do', () => {
  const why = 'the driver of Count makes its executors @ spec.tasks[0]';
  const driver = (account: string) => [
    `${account}: pods create delete deletecollection get list patch watch <- ${why}`,
    `${account}: configmaps create delete deletecollection get list <- ${why}`,
    `${account}: services delete deletecollection get list <- ${why}`,
    `${account}: persistentvolumeclaims delete deletecollection get list <- ${why}`,
  ];

  test('is to make its executors, under an account that no other pod has', () => {
    const started = 'sensor count executes Count @ spec.sensors[0].tasks[0]';
    expect(grants(axonOf([TASKS.Count], [SENSORS.count]))).toEqual([
      ...STATE,
      `myelin-runtime: pods get list watch <- ${started}`,
      ...STORE,
      `myelin-runtime: sparkoperator.k8s.io/sparkapplications create delete get list patch watch <- ${started}`,
      ...driver('demo-task-count'),
    ]);
  });

  test('is given to the account that the axon names, where it names one', () => {
    expect(grants(axonOf([TASKS.Count], [], '  serviceAccountName: researcher\n'))).toEqual([
      ...STATE,
      ...driver('researcher'),
    ]);
  });
});

describe('whatever the sensors are', () => {
  const tasks = Object.values(TASKS);
  const some = fc.subarray(Object.values(SENSORS));
  const mesh = fc.constantFrom('istio' as const, 'none' as const);
  const needsOf = (sensors: readonly string[], kind: 'istio' | 'none') =>
    grantsOf(axonOf(tasks, sensors), { ...around, mesh: kind }).flatMap(({ account, needs }) =>
      needs.map((need) => ({ account, ...need })),
    );

  test('one more takes nothing away', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...Object.values(SENSORS)), mesh, (sensors, another, kind) => {
        if (sensors.includes(another)) return;
        const after = needsOf([...sensors, another], kind);
        for (const need of needsOf(sensors, kind)) expect(after.some((one) => covers(one, need))).toBe(true);
      }),
    );
  });

  test('every need has a reason and exact verbs, and none is about Secrets or roles', () => {
    fc.assert(
      fc.property(some, mesh, (sensors, kind) => {
        for (const { apiGroup, resource, verbs, resourceNames, because } of needsOf(sensors, kind)) {
          expect(because.length).toBeGreaterThan(0);
          expect([apiGroup, resource, ...verbs, ...(resourceNames ?? [])].join(' ')).not.toContain('*');
          expect(verbs.length).toBeGreaterThan(0);
          expect(resourceNames).not.toEqual([]);
          expect(apiGroup).not.toBe('rbac.authorization.k8s.io');
          expect(['secrets', 'serviceaccounts', 'pods/exec', 'nodes', 'namespaces']).not.toContain(resource);
        }
      }),
    );
  });
});

type Held = Need & { readonly account: string };

function covers(one: Held, need: Held): boolean {
  return (
    one.account === need.account &&
    one.apiGroup === need.apiGroup &&
    one.resource === need.resource &&
    need.verbs.every((verb) => one.verbs.includes(verb)) &&
    (one.resourceNames === undefined) === (need.resourceNames === undefined) &&
    (need.resourceNames ?? []).every((name) => one.resourceNames?.includes(name)) &&
    need.because.every(({ text }) => one.because.some((other) => other.text === text))
  );
}
