import type { AxonOptions } from '../../lib/constructs';
import { podOf, synthesizeSpec, type Synthesized, type Manifest } from './synthesize';

/** An axon x with one deploy task, and one deployer of it. */
function served(deploy: object = {}, options: AxonOptions = {}, rolloutSpec: object[] = []): Synthesized {
  const deployer = {
    name: 'api',
    rolloutSpec,
    models: [{ name: 'm', backendModels: [{ name: 'b', deployer: 'Serve' }] }],
    routes: [{ path: '/predict', dag: [{ model: 'm' }] }],
  };
  const tasks = [{ name: 'Serve', deploy: { image: 'serve:1', ...deploy } }];
  return synthesizeSpec({ tasks, sensors: [{ name: 's', tasks: [{ deployer }] }] }, options);
}

const small = served();
const model = { 'myelin.io/axon': 'x', 'myelin.io/task': 'Serve' };
const gateway = { 'myelin.io/axon': 'x', 'myelin.io/deployer': 'api' };

describe('a disruption budget', () => {
  test.each([
    ['x-serve', model],
    ['x-api-gateway', gateway],
  ])('%s lets one pod go at a time, of all versions together', (name, matchLabels) => {
    expect(small.find('PodDisruptionBudget', name).spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels },
    });
  });
});

describe('an autoscaler', () => {
  const autoscaler = (scaling: object) => served({ scaling }).find('HorizontalPodAutoscaler', 'x-serve').spec;
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x-serve' };

  test('of the CPU is at rest, as what it scales', () => {
    expect(autoscaler({ max: 4 })).toEqual({
      scaleTargetRef,
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    });
    expect(served({ scaling: { max: 4 } }).find('Deployment', 'x-serve').spec.replicas).toBe(0);
  });

  test('of a latency asks for what the gateways measured of this version', () => {
    expect(autoscaler({ min: 1, max: 4, target: 'p99.9 <= 50ms' })).toEqual({
      scaleTargetRef,
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        {
          type: 'External',
          external: {
            metric: {
              name: 'myelin_gateway_node_duration_seconds_p999',
              selector: { matchLabels: { axon: 'x', version: 'at-rest' } },
            },
            target: { type: 'Value', value: '50m' },
          },
        },
      ],
    });
  });

  test('of another metric is as the axon writes it', () => {
    const target = {
      type: 'Pods',
      pods: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '3' } },
    };
    expect(autoscaler({ max: 4, target }).metrics).toEqual([target]);
  });

  test('that cannot be is a diagnostic of the axon', () => {
    expect(() => served({ scaling: { min: 5, max: 4 } })).toThrow(/MYL1506.*min must not exceed max, got 5 and 4/);
  });

  test('is not there where nothing scales', () => {
    expect(small.objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
  });
});

describe('how a Service is called', () => {
  test('is the shape of the rules of the versions, of model servers and gateways', () => {
    for (const host of ['x-serve', 'x-api-api']) {
      expect(small.find('DestinationRule', host)).toMatchObject({
        metadata: { labels: { 'myelin.io/version': 'at-rest' } },
        spec: { host, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
      });
    }
  });

  test('is said to Istio alone', () => {
    for (const mesh of ['gateway-api', 'none'] as const) {
      const { objects } = served({}, { mesh });
      expect(objects.filter(({ kind }) => kind === 'DestinationRule')).toEqual([]);
    }
  });
});

describe('with Gateway API', () => {
  test('git holds the Gateway, and no route', () => {
    const { objects, find } = served({}, { mesh: 'gateway-api', domain: 'example.com', gatewayClass: 'envoy' });
    expect(find('Gateway', 'x-ingress')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      spec: {
        gatewayClassName: 'envoy',
        listeners: [
          {
            name: 'http-0',
            hostname: 'api.x.example.com',
            port: 80,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      },
    });
    expect(objects.filter(({ kind }) => /Route|VirtualService/.test(kind))).toEqual([]);
  });

  test('with a certificate the Gateway takes HTTPS alone, and the Service tells how it is asked', () => {
    const { find } = served({}, { mesh: 'gateway-api', domain: 'example.com', tls: { secretName: 'models-tls' } });
    expect(find('Gateway', 'x-ingress')['spec'].listeners).toEqual([
      {
        name: 'https-0',
        hostname: 'api.x.example.com',
        port: 443,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'models-tls' }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      },
    ]);
    expect(find('Service', 'x-api-api')).toMatchObject({
      metadata: { annotations: { 'myelin.io/hosts': 'api.x.example.com', 'myelin.io/scheme': 'https' } },
    });
  });

  test('the pods at the door are none of the axon, whom nobody may ask, and restricted where the class is that of Istio', () => {
    const { objects, find } = served({}, { mesh: 'gateway-api', domain: 'example.com' });
    const { labels, parametersRef } = find('Gateway', 'x-ingress')['spec'].infrastructure;
    expect(labels).toEqual({
      'app.kubernetes.io/name': 'x',
      'app.kubernetes.io/component': 'ingress',
      'app.kubernetes.io/part-of': 'myelin',
      'app.kubernetes.io/managed-by': 'myelin',
    });
    expect(parametersRef).toEqual({ group: '', kind: 'ConfigMap', name: 'x-ingress' });
    const overlay = {
      spec: { template: { spec: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } } },
    };
    expect(JSON.parse(find('ConfigMap', 'x-ingress')['data'].deployment)).toEqual(overlay);
    const selected = objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ spec }) => spec.podSelector.matchLabels);
    for (const selector of selected) expect(labels).not.toMatchObject(selector);
  });

  test('Istio guards what serves as in a mesh of its own, and admits the account of the pods at the door', () => {
    const guards = (options: object) =>
      served({}, { domain: 'example.com', ...options }).objects.filter(({ apiVersion }) =>
        apiVersion.startsWith('security.istio.io/'),
      );
    const [ofIstio, ofGatewayApi] = [guards({ mesh: 'istio' }), guards({ mesh: 'gateway-api' })];
    expect(ofGatewayApi.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'AuthorizationPolicy x-task-serve',
      'PeerAuthentication x-task-serve',
      'AuthorizationPolicy x-gateway-api',
      'PeerAuthentication x-gateway-api',
    ]);
    const accounts = (objects: readonly Manifest[]) =>
      objects[2]?.spec.rules
        .flatMap(({ from }: Manifest) => from ?? [])
        .flatMap(({ source }: Manifest) => source.serviceAccounts);
    expect(accounts(ofIstio)).toContain('istio-system/istio-ingressgateway-service-account');
    expect(accounts(ofGatewayApi)).toContain('x-ingress-istio');
    expect(ofGatewayApi[3]).toEqual(ofIstio[3]);
    expect(guards({ mesh: 'gateway-api', gatewayClass: 'envoy' })).toEqual([]);
    expect(guards({ mesh: 'none' })).toEqual([]);
  });

  test('another class than that of Istio gets no parameters', () => {
    const { objects, find } = served({}, { mesh: 'gateway-api', domain: 'example.com', gatewayClass: 'envoy' });
    expect(find('Gateway', 'x-ingress')['spec'].infrastructure).not.toHaveProperty('parametersRef');
    expect(objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'x-ingress')).toEqual([]);
  });

  test('there is no Gateway before there is a host', () => {
    const { objects } = synthesizeSpec(
      { tasks: [{ name: 'T', container: { image: 'i' } }] },
      { mesh: 'gateway-api', domain: 'example.com' },
    );
    expect(objects.map(({ kind }) => kind)).not.toContain('Gateway');
  });

  test('rules whose order it would not follow are a diagnostic, which Istio does not need', () => {
    const rollout = [
      { match: { headers: { team: 'a' } }, destinations: [{ destinationIndex: 0 }] },
      { match: { path: '/predict' }, destinations: [{ destinationIndex: 0 }] },
    ];
    expect(() => served({}, { mesh: 'gateway-api' }, rollout)).toThrow(
      /MYL5004.*Gateway API takes this rule before rule 0, since it is more exact/,
    );
    expect(served({}, {}, rollout).objects.length).toBeGreaterThan(0);
  });
});

test('a match that no mesh can say is a diagnostic, unless there is no mesh', () => {
  const rollout = [{ match: { path: { regex: '(?!a).*' } }, destinations: [{ destinationIndex: 0 }] }];
  expect(() => served({}, {}, rollout)).toThrow(/MYL5003.*a mesh cannot read \(\?! in an expression/);
  expect(served({}, { mesh: 'none' }, rollout).objects.length).toBeGreaterThan(0);
});

describe('metrics of gateways', () => {
  test('have a port of their own', () => {
    const [container] = podOf(small.find('Deployment', 'x-api-gateway')).spec.containers;
    expect(container.ports).toEqual([
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 9090 },
    ]);
    expect(container.env).toContainEqual({ name: 'MYELIN_METRICS_PORT', value: '9090' });
  });

  test('are scraped by annotations, past the sidecar', () => {
    expect(podOf(small.find('Deployment', 'x-api-gateway')).metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9090',
      'prometheus.io/path': '/metrics',
      'prometheus.istio.io/merge-metrics': 'false',
    });
  });

  test('are scraped by a PodMonitor, in the file for kinds of operators, where one is wanted', () => {
    const { find, app } = served({}, { monitoring: 'pod-monitor' });
    expect(find('PodMonitor', 'x-gateways').spec).toEqual({
      selector: { matchLabels: { 'myelin.io/axon': 'x', 'app.kubernetes.io/component': 'gateway' } },
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', honorLabels: true }],
    });
    expect(app.charts.map(({ node }) => node.id)).toEqual(['chart', 'chart-operators']);
    expect(podOf(find('Deployment', 'x-api-gateway')).metadata).not.toHaveProperty('annotations');
  });

  test('are left alone where nobody scrapes', () => {
    const { objects, find } = served({}, { monitoring: 'none' });
    expect(podOf(find('Deployment', 'x-api-gateway')).metadata).not.toHaveProperty('annotations');
    expect(objects.map(({ kind }) => kind)).not.toContain('PodMonitor');
  });
});

describe('what is waived', () => {
  const annotations = ({ find }: Synthesized, name = 'x-serve') => find('Deployment', name).metadata.annotations;

  test('of what is at rest is said with the reason', () => {
    expect(annotations(small, 'x-api-gateway')).toEqual({
      'kube-score/ignore': 'deployment-replicas',
      'myelin.io/waivers':
        'deployment-replicas: it is at rest, the copy of each version has the replicas of its deployer',
    });
    const scaled = { scaling: { max: 3 }, readiness: { path: '/up' } };
    expect(annotations(served(scaled, { readOnlyRoot: true }))).toEqual({
      'kube-score/ignore': 'deployment-targeted-by-hpa-does-not-have-replicas-configured',
      'myelin.io/waivers':
        'deployment-targeted-by-hpa-does-not-have-replicas-configured: it is at rest, and an autoscaler leaves alone what has no replicas',
    });
  });

  test('of a policy whose pods an operator makes is said too', () => {
    const spark = { name: 'S', spark: { image: 'i', sparkSpec: { applicationFile: 'a.py' } } };
    const job = { name: 'T', container: { image: 'i' } };
    const ignored = ({ objects }: Synthesized) =>
      objects
        .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.annotations !== undefined)
        .map(({ metadata }) => [metadata.name, metadata.annotations['kube-score/ignore']]);
    const check = 'networkpolicy-targets-pod';
    expect(ignored(synthesizeSpec({ tasks: [spark] }))).toEqual([
      ['x-pods', check],
      ['x-task-s', check],
    ]);
    expect(ignored(synthesizeSpec({ tasks: [spark, job] }))).toEqual([['x-task-s', check]]);
  });

  test('of a root that may be written ends where it may not', () => {
    expect(annotations(small)).toMatchObject({
      'checkov.io/skip1': 'CKV_K8S_22=published code writes beside itself, the option readOnlyRoot closes it',
    });
    expect(annotations(served({}, { readOnlyRoot: true }))).not.toHaveProperty(['checkov.io/skip1']);
    const patched = { containers: [{ name: 'model', securityContext: { readOnlyRootFilesystem: true } }] };
    expect(annotations(served({ podPatch: { spec: patched } }))).not.toHaveProperty(['checkov.io/skip1']);
  });
});

test('a server that has only its port is asked for it by both probes, and says why', () => {
  const { metadata, spec } = small.find('Deployment', 'x-serve');
  expect(spec.template.spec.containers[0]).toMatchObject({
    readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 5 },
    livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 20, failureThreshold: 6 },
  });
  expect(metadata.annotations['kube-score/ignore'].split(',')).toContain('pod-probes-identical');
});

test('a model server waits in a queue where it names one, and its Deployment gives up later than its probe', () => {
  const { metadata, spec } = served({ queue: 'gpus', readiness: { timeout: '2m' } }).find('Deployment', 'x-serve');
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'gpus' });
  expect(spec.template.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'gpus' });
  expect(spec).toMatchObject({ progressDeadlineSeconds: 420, revisionHistoryLimit: 1 });
  expect(small.find('Deployment', 'x-serve').metadata.labels).not.toHaveProperty(['kueue.x-k8s.io/queue-name']);
});

test('the Service of a deployer selects what is at rest, and without a mesh nothing: the runtime says which version', () => {
  const selected = (mesh: 'istio' | 'gateway-api' | 'none') =>
    served({}, { mesh }).find('Service', 'x-api-api').spec.selector;
  const atRest = { ...gateway, 'myelin.io/version': 'at-rest' };
  expect([selected('istio'), selected('gateway-api'), selected('none')]).toEqual([atRest, atRest, undefined]);
});
