import { clusterFacts } from '../../../lib/spec/schema/cluster';
import { synthesized, resourcesOf, type TerraformJson } from '../synth';
import { clusterOf, EVERYTHING, GPU_POOLS, platformOf } from './clusters';

// Asserted field by field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

const clusterIn = (stack: TerraformJson): Json => resourcesOf(stack, 'google_container_cluster')[0];
const poolsIn = (stack: TerraformJson): Json => stack.resource['google_container_node_pool'];
const releasesIn = (stack: TerraformJson): Json => stack.resource['helm_release'];

test('has no data source: a plan asks nobody', () => {
  expect(synthesized((app) => clusterOf(app, 'prod', EVERYTHING))['data']).toBeUndefined();
});

describe('pools with GPUs', () => {
  const stack = synthesized((app) => clusterOf(app, 'prod', { nodePools: GPU_POOLS }));

  test('have the driver, a taint, and nodes in those zones alone that have the machine', () => {
    expect(poolsIn(stack).nodes_serve).toMatchObject({
      node_locations: ['europe-west3-a', 'europe-west3-b'],
      initial_node_count: 0,
      autoscaling: { total_min_node_count: 0, total_max_node_count: 4, location_policy: 'ANY' },
      upgrade_settings: { max_surge: 0, max_unavailable: 1 },
      node_config: {
        machine_type: 'g2-standard-8',
        spot: true,
        guest_accelerator: [
          { type: 'nvidia-l4', count: 1, gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' } },
        ],
        taint: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
      },
    });
    expect(poolsIn(stack).nodes_train.node_locations).toEqual(['europe-west3-c']);
    expect(poolsIn(stack).nodes_system.node_locations).toHaveLength(3);
  });

  test('are told to the Kubernetes side by the label and the taint that Google puts on them', () => {
    expect(stack.output['gpus']?.value).toEqual([
      {
        type: 'l4',
        resource: 'nvidia.com/gpu',
        nodeLabels: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' },
        taint: { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
      },
      {
        type: 'h100',
        resource: 'nvidia.com/gpu',
        nodeLabels: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' },
        taint: { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
      },
    ]);
  });

  test('are watched', () => {
    expect(clusterIn(stack).monitoring_config.enable_components).toContain('DCGM');
  });
});

test('a pool begins with what it must have in each zone, and never with more than it may have', () => {
  const pool = { name: 'system', purpose: 'system', machineType: 'e2-standard-4' } as const;
  const first = (min: number, max: number) =>
    poolsIn(synthesized((app) => clusterOf(app, 'dev', { nodePools: [{ ...pool, min, max }] }))).nodes_system
      .initial_node_count;
  expect([first(1, 3), first(2, 2), first(4, 6), first(4, 5)]).toEqual([1, 0, 2, 1]);
});

describe('everything at once', () => {
  const stack = synthesized((app) => clusterOf(app, 'prod', EVERYTHING));
  const cluster = clusterIn(stack);

  test('nodes that are made to measure have the bounds of the pools together, and those of the system stay a pool', () => {
    expect(Object.keys(poolsIn(stack))).toEqual(['nodes_system']);
    expect(cluster.cluster_autoscaling).toMatchObject({
      enabled: true,
      // Six times 4 processors, four times 8, twice 208.
      resource_limits: [
        { resource_type: 'cpu', maximum: 472 },
        { resource_type: 'memory', maximum: 3776 },
        { resource_type: 'nvidia-l4', maximum: 4 },
        { resource_type: 'nvidia-h100-80gb', maximum: 16 },
      ],
    });
  });

  test('a public endpoint answers only whom the list names', () => {
    expect(cluster.private_cluster_config.enable_private_endpoint).toBe(false);
    expect(cluster.master_authorized_networks_config.cidr_blocks).toEqual([
      { cidr_block: '10.64.0.0/16', display_name: 'network' },
      { cidr_block: '203.0.113.0/24', display_name: 'allowed-1' },
    ]);
    expect(cluster.control_plane_endpoints_config.dns_endpoint_config.allow_external_traffic).toBe(true);
  });

  test('an API server that answers at its name is reached by that, with a certificate that everybody trusts', () => {
    const { provider, variable } = synthesized((app) => platformOf(app, 'prod', EVERYTHING)) as Json;
    expect(variable['api-server'].type).toBe('string');
    expect(provider.helm[0].kubernetes).toMatchObject({
      host: '${var.api-server == "none" ? local.outputs.apiServer.value : "https://${var.api-server}"}',
      cluster_ca_certificate:
        '${var.api-server == "none" ? base64decode(local.outputs.install.value.certificateAuthority) : null}',
    });
  });

  test('the managed mesh is a feature of the fleet that the cluster joins', () => {
    expect(cluster.fleet).toEqual({ project: 'my-project' });
    expect(cluster.mesh_certificates).toEqual({ enable_certificates: true });
    expect(resourcesOf(stack, 'google_gke_hub_feature_membership')).toMatchObject([
      { membership: 'ml', membership_location: 'europe-west3', mesh: { management: 'MANAGEMENT_AUTOMATIC' } },
    ]);
    expect(stack.output['mesh']?.value).toMatchObject({
      kind: 'managed',
      namespaceLabels: { 'istio.io/rev': 'asm-managed' },
      ingressHost: 'ml.example.com',
    });
    expect(Object.keys(stack.resource['google_compute_firewall'] ?? {})).not.toContain('network_webhooks');
  });

  test('without managed Prometheus nothing asks for metrics that come by it', () => {
    expect(cluster.monitoring_config.enable_components).toEqual([
      'SYSTEM_COMPONENTS',
      'APISERVER',
      'CONTROLLER_MANAGER',
      'SCHEDULER',
    ]);
  });

  test('ranges, names and sizes are those of the props', () => {
    expect(stack.output['apiServerCidrs']?.value).toEqual(['192.168.100.0/28']);
    expect(stack.output['storageClass']?.value).toMatchObject({
      uid: 1000,
      gid: 2000,
      parameters: { tier: 'enterprise', 'max-volume-size': '512Gi' },
    });
    expect(resourcesOf(stack, 'google_artifact_registry_repository')).toMatchObject([
      { repository_id: 'images', cleanup_policies: [{ condition: { older_than: '2592000s' } }] },
    ]);
    expect(resourcesOf(stack, 'google_logging_project_bucket_config')).toMatchObject([{ retention_days: 400 }]);
    expect(cluster.monitoring_config.managed_prometheus).toEqual({ enabled: false });
    expect(cluster.resource_labels).toEqual({ 'myelin-cluster': 'ml', team: 'ml' });
  });
});

describe('what is installed', () => {
  test('of Istio: base, redirection, control plane and the gateway, as Google Cloud wants them', () => {
    const releases = releasesIn(synthesized((app) => platformOf(app, 'prod')));
    expect(Object.keys(releases)).toEqual([
      'admins',
      'istio-base',
      'istio-cni',
      'istio-ingressgateway',
      'istiod-1-30-5',
    ]);
    expect(JSON.parse(releases['istio-cni'].values[0])).toEqual({ global: { platform: 'gke' } });
    expect(JSON.parse(releases['istio-ingressgateway'].values[0])).toEqual({
      revision: 'stable',
      autoscaling: { minReplicas: 2 },
      service: { annotations: { 'networking.gke.io/load-balancer-type': 'Internal' } },
    });
  });

  test('for its admins: everything in this cluster, under the names by which the API server knows them', () => {
    const releases = releasesIn(synthesized((app) => platformOf(app, 'prod', EVERYTHING)));
    const [binding] = JSON.parse(releases.admins.values[0]).objects;
    expect(binding).toMatchObject({
      kind: 'ClusterRoleBinding',
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [
        { kind: 'Group', name: 'platform@example.com' },
        { kind: 'User', name: 'ci@my-project.iam.gserviceaccount.com' },
      ],
    });
    const nobody = releasesIn(synthesized((app) => platformOf(app, 'prod', { admins: [] })));
    expect(Object.keys(nobody)).not.toContain('admins');
  });

  test('under the managed mesh: the gateway alone, by the revision of the channel', () => {
    const releases = releasesIn(synthesized((app) => platformOf(app, 'prod', EVERYTHING)));
    expect(Object.keys(releases)).toEqual(['admins', 'istio-ingressgateway']);
    expect(JSON.parse(releases['istio-ingressgateway'].values[0])).toMatchObject({
      revision: 'asm-managed',
      service: { annotations: { 'cloud.google.com/l4-rbs': 'enabled' } },
    });
  });
});

test('outputs have the keys that the Kubernetes side reads', () => {
  const { output } = synthesized((app) => clusterOf(app, 'prod', { nodePools: GPU_POOLS }));
  const values = Object.fromEntries(Object.entries(output).map(([key, one]) => [key, one.value]));
  const known = JSON.parse(JSON.stringify(values).replaceAll('"${null}"', 'null')) as object;
  expect(clusterFacts.safeParse(known).error).toBeUndefined();
  expect(values['identities']).toEqual({
    'digits/digits-axon': {
      annotations: {},
      podLabels: {},
      egress: [{ cidr: '169.254.169.254/32', ports: [80, 8080] }],
    },
  });
});
