import * as fc from 'fast-check';
import type { Axon } from '../../../lib/spec/axon';
import type { Edge } from '../../../lib/spec/derive/edge';
import { networkEdges } from '../../../lib/spec/derive/network';
import { surroundingsOf, type SurroundingsProps } from '../../../lib/spec/derive/surroundings';
import { axonOf, sayEdges, SENSORS, TASKS } from './access';

const meshed = { mesh: 'istio', open: false, scraped: true } as const;
const bare = { mesh: 'none', open: false, scraped: true } as const;

function edges(axon: Axon, where: typeof meshed | typeof bare = bare, props: SurroundingsProps = {}): string[] {
  return sayEdges(networkEdges(axon, surroundingsOf(where, props)));
}

const DNS = 'every pod of the axon -> DNS UDP 53, TCP 53 <- the pods of demo find others by name @ metadata.name';

const push = (task: string, index: number) =>
  `task ${task} -> the runtime TCP 8080 <- ${task} may report metrics and ask for paths at MYELIN_URL @ spec.tasks[${index}]`;

const internet = (task: string, kind: string, index: number) =>
  `task ${task} -> the internet TCP 80, TCP 443 <- ${task} is a ${kind} task, which may download over HTTP unless network.egress says otherwise @ spec.tasks[${index}]`;

test('a container reaches DNS, the runtime and the internet, and nobody reaches it', () => {
  expect(edges(axonOf([TASKS.Prepare], []))).toEqual([DNS, push('Prepare', 0), internet('Prepare', 'container', 0)]);
});

test('in a mesh every pod also reaches the control plane, wherever it is', () => {
  const axon = axonOf([TASKS.Prepare], []);
  const why = 'the sidecars of demo get routes and certificates @ metadata.name';
  expect(edges(axon, meshed)).toContain(`every pod of the axon -> the control plane of the mesh TCP 15012 <- ${why}`);
  const [, plane] = networkEdges(axon, surroundingsOf(meshed, { meshNamespace: 'istio' }));
  expect(plane?.to).toMatchObject({ namespace: 'istio', labels: { app: 'istiod' } });
});

describe('a deployer', () => {
  const name = 'spec.sensors[0].tasks[0].deployer.name';

  test('is asked by the tasks of the axon, asks its models, and shows its metrics', () => {
    expect(edges(axonOf([TASKS.Prepare, TASKS.Serve], [SENSORS.deploy]))).toEqual([
      DNS,
      push('Prepare', 0),
      'task Prepare -> gateway api TCP 8080 as account demo-axon <- Prepare is given MYELIN_ENDPOINT_api @ spec.tasks[0]',
      internet('Prepare', 'container', 0),
      push('Serve', 1),
      `the namespace monitoring -> gateway api TCP 9090 <- a Prometheus scrapes the gateways of api @ ${name}`,
      `gateway api -> gateway api TCP 8080 as account demo-gateway-api <- a gateway of api forwards what another version has to answer @ ${name}`,
      'gateway api -> task Serve TCP 5000 as account demo-gateway-api <- Serve answers for m of api as b @ spec.sensors[0].tasks[0].deployer.models[0].backendModels[0].deployer',
    ]);
  });

  test('is open to the Gateway of the axon where Gateway API leads to it', () => {
    const around = surroundingsOf({ mesh: 'gateway-api', open: true, scraped: true });
    const at = networkEdges(axonOf([TASKS.Serve], [SENSORS.deploy]), around);
    expect(sayEdges(at.slice(3, 4))).toEqual([
      `the Gateway of the axon -> gateway api TCP 8080 as account demo-ingress-istio <- api has a host in the domain @ ${name}`,
    ]);
    const envoy = surroundingsOf({ mesh: 'gateway-api', gatewayClass: 'envoy', open: true, scraped: true });
    expect(networkEdges(axonOf([TASKS.Serve], [SENSORS.deploy]), envoy)[3]).not.toHaveProperty('as');
    expect(at[3]?.from).toMatchObject({ labels: { 'gateway.networking.k8s.io/gateway-name': 'demo-ingress' } });
  });

  test('is open to the world where it has a domain, and to the callers that are named', () => {
    const props = { callers: [{ namespace: 'shop' }, { namespace: 'shop', account: 'till' }, { account: 'web' }] };
    const around = surroundingsOf({ mesh: 'istio', open: true, scraped: true }, props);
    const at = networkEdges(axonOf([TASKS.Serve], [SENSORS.deploy]), around);
    expect(sayEdges(at.slice(3, 7))).toEqual([
      `the ingress gateway -> gateway api TCP 8080 as account istio-system/istio-ingressgateway-service-account <- api has a host in the domain @ ${name}`,
      `the namespace shop -> gateway api TCP 8080 as namespace shop <- the option callers opens api to the namespace shop @ ${name}`,
      `the namespace shop -> gateway api TCP 8080 as account shop/till <- the option callers opens api to till @ ${name}`,
      `the pods of the namespace -> gateway api TCP 8080 as account web <- the option callers opens api to web @ ${name}`,
    ]);
  });

  test('reaches each model server once, on its port, for every backend behind which it stands', () => {
    const served = '{name: Serve, deploy: {image: i, port: 8000}}';
    const deploy = SENSORS.deploy.replace(
      'deployer: Serve}]}',
      'deployer: Serve}, {name: c, deployer: Serve}], routingStrategy: [{destinations: [{destinationName: b, weight: 50}, {destinationName: c, weight: 50}]}]}',
    );
    const models = 'spec.sensors[0].tasks[0].deployer.models[0]';
    expect(edges(axonOf([served], [deploy])).filter((line) => line.includes('-> task Serve'))).toEqual([
      `gateway api -> task Serve TCP 8000 as account demo-gateway-api <- Serve answers for m of api as b @ ${models}.backendModels[0].deployer; Serve answers for m of api as c @ ${models}.backendModels[1].deployer`,
    ]);
  });

  test.each([
    ['http://elsewhere/predict', 'the pods of elsewhere in the namespace every port'],
    ['http://b.shop.svc/predict', 'the namespace shop every port'],
    ['http://b.shop.svc.cluster.local:8000/predict', 'the namespace shop every port'],
    ['https://models.example.com/predict', 'the internet TCP 443'],
    ['http://models.example.com:8443/predict', 'the internet TCP 8443'],
    ['http://203.0.113.7:9000/x', 'http://203.0.113.7:9000/x TCP 9000'],
    ['http://[fd00::1]/x', 'http://[fd00::1]/x TCP 80'],
  ])('reaches a model outside of the axon at %s', (address, to) => {
    const deploy = SENSORS.deploy.replace(
      'dag: [{model: m}]',
      `dag: [{model: m, dependencies: [out]}, {model: out, fullPath: "${address}"}]`,
    );
    expect(edges(axonOf([TASKS.Serve], [deploy]))).toContain(
      `gateway api -> ${to} <- route /predict asks out at ${address} @ spec.sensors[0].tasks[0].deployer.routes[0].dag[1].fullPath`,
    );
  });
});

describe('what network.egress says', () => {
  const egress = (kind: string, keys: string, extra = '') =>
    networkEdges(axonOf([`{name: X, ${kind}: {image: i${keys}}}`], [], extra), surroundingsOf(bare)).slice(2);

  test('none closes all but DNS and the runtime', () => {
    expect(egress('container', ', network: {egress: none}')).toEqual([]);
  });

  test('a deploy task reaches nothing unless it says so', () => {
    expect(egress('deploy', '')).toEqual([]);
    expect(sayEdges(egress('deploy', ', network: {egress: internet}'))).toEqual([
      'task X -> the internet every port <- network.egress of X is internet @ spec.tasks[0].deploy.network.egress',
    ]);
  });

  test('the word of the axon holds for tasks that have none of their own', () => {
    expect(sayEdges(egress('deploy', '', '  network: {egress: internet}\n'))).toEqual([
      'task X -> the internet every port <- network.egress of X is internet @ spec.network.egress',
    ]);
    expect(egress('container', '', '  network: {egress: none}\n')).toEqual([]);
  });

  test('a list opens each range, on its ports or all', () => {
    expect(
      sayEdges(egress('train', ', network: {egress: [{cidr: 10.0.0.0/8, ports: [443, 5432]}, {cidr: 192.0.2.1/32}]}')),
    ).toEqual([
      'task X -> 10.0.0.0/8 TCP 443, TCP 5432 <- network.egress of X names 10.0.0.0/8 @ spec.tasks[0].train.network.egress[0]',
      'task X -> 192.0.2.1/32 every port <- network.egress of X names 192.0.2.1/32 @ spec.tasks[0].train.network.egress[1]',
    ]);
  });

  test('the internet is without private, shared, loopback and link-local ranges', () => {
    expect(egress('container', '')[0]?.to).toEqual({
      kind: 'addresses',
      says: 'the internet',
      blocks: [
        {
          cidr: '0.0.0.0/0',
          except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
        },
        { cidr: '::/0', except: ['fc00::/7', 'fe80::/10', '::1/128'] },
      ],
    });
  });
});

test('pods of one run reach each other where there are several, and a Spark driver the API server', () => {
  const found = edges(
    axonOf([TASKS.Count, TASKS.Tf, '{name: D, train: {image: i, distributed: {workers: 2}}}'], []),
    bare,
    {
      apiServer: [{ cidr: '10.0.0.1/32', ports: [443] }],
    },
  );
  expect(found.filter((line) => !line.includes('-> the internet') && !line.includes('-> the runtime'))).toEqual([
    DNS,
    'task Count -> task Count every port <- the pods of one run of Count work together @ spec.tasks[0].spark.sparkSpec',
    'task Count -> the API server, in 10.0.0.1/32 TCP 443 <- the driver of Count makes its executors @ spec.tasks[0].spark.sparkSpec',
    'task Tf -> task Tf every port <- the pods of one run of Tf work together @ spec.tasks[1].train.tfJobSpec',
    'task D -> task D every port <- the pods of one run of D work together @ spec.tasks[2].train.distributed',
  ]);
});

test('one more task or sensor closes nothing, and no edge is without a reason', () => {
  const tasks = fc.subarray([TASKS.Prepare, TASKS.Train, TASKS.Tf, TASKS.Count]);
  const same = (one: Edge, other: Edge) =>
    JSON.stringify([one.from, one.to, one.ports, one.as]) ===
    JSON.stringify([other.from, other.to, other.ports, other.as]);
  fc.assert(
    fc.property(tasks, fc.boolean(), fc.constantFrom(meshed, bare), (some, deployed, where) => {
      const around = surroundingsOf(where);
      const before = networkEdges(axonOf([...some, TASKS.Serve], deployed ? [SENSORS.deploy] : []), around);
      const more = [...some, TASKS.Serve, '{name: More, container: {image: i}}'];
      const after = networkEdges(axonOf(more, [SENSORS.deploy]), around);
      for (const edge of before) expect(after.some((other) => same(edge, other))).toBe(true);
      for (const { because } of after) expect(because.length).toBeGreaterThan(0);
    }),
  );
});
