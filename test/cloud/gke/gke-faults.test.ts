import { Testing } from 'cdktf';
import { GkeCluster, GkePlatform, type GkeClusterProps } from '../../../cloud/gke';
import { ClusterError } from '../../../cloud/shared/fault';
import { warningsOf } from '../warnings';
import { BASE } from './clusters';

/** What is said of a cluster that is right but for these props. */
function faultsOf(props: Partial<GkeClusterProps>, more?: (cluster: GkeCluster) => void): readonly string[] {
  try {
    const cluster = new GkeCluster(Testing.app(), 'gke', { ...BASE, ...props });
    more?.(cluster);
    return warningsOf(cluster);
  } catch (fault) {
    if (fault instanceof ClusterError) return fault.message.split('\n').slice(1);
    throw fault;
  }
}

test('a region that is none, and too few zones of one', () => {
  expect(faultsOf({ region: 'europe-west7' })).toEqual([
    'CLOUD003 region: region "europe-west7" is not in the table of regions; check its name, or give zones for a region that is newer',
  ]);
  expect(faultsOf({ zones: ['europe-west3-a', 'europe-west3-b'] })).toEqual([
    'CLOUD003 zones: 2 zones in europe-west3, and the cluster takes 3; name more of europe-west3-a, europe-west3-b, europe-west3-c',
  ]);
  expect(faultsOf({ region: 'europe-west7', zones: ['a', 'b', 'c'].map((one) => `europe-west7-${one}`) })).toEqual([]);
});

test('a version that is not supported any more, unless that is paid for', () => {
  expect(faultsOf({ kubernetesVersion: '1.34' })).toEqual([
    'warning: CLOUD004 kubernetesVersion: 1.34 is out of standard support since 2026-10-01; use 1.35, 1.36, or pay for extended support, until 2027-09-30',
  ]);
  expect(faultsOf({ kubernetesVersion: '1.34', releaseChannel: 'EXTENDED' })).toEqual([]);
});

test('ranges that overlap: those of pods, of Services, of the API server', () => {
  expect(faultsOf({ network: { podCidr: '10.0.128.0/17' } })).toEqual([
    'CLOUD005 network.podCidr: 10.0.128.0/17 overlaps 10.0.0.0/16 of network.cidr; take ranges that share no address',
  ]);
  expect(faultsOf({ network: { serviceCidr: '10.4.0.0/20' } })).toEqual([
    'CLOUD005 network.serviceCidr: 10.4.0.0/20 overlaps 10.4.0.0/14 of network.podCidr; take ranges that share no address',
  ]);
  expect(faultsOf({ controlPlaneCidr: '10.0.15.0/28' })).toEqual([
    'CLOUD005 controlPlaneCidr: 10.0.15.0/28 overlaps 10.0.0.0/20, that of nodes; take ranges that share no address',
  ]);
  expect(faultsOf({ controlPlaneCidr: '10.5.0.0/28' })).toEqual([
    'CLOUD005 controlPlaneCidr: 10.5.0.0/28 overlaps 10.4.0.0/14, that of pods; take ranges that share no address',
  ]);
  expect(faultsOf({ controlPlaneCidr: '10.0.64.0/24' })).toEqual([
    'CLOUD005 controlPlaneCidr: "10.0.64.0/24" is no range of 16 addresses; write one such as 10.1.0.0/28',
  ]);
  expect(faultsOf({ network: { cidr: '10.0.0.0' } })).toEqual([
    'CLOUD005 network.cidr: "10.0.0.0" is no range of addresses; write the first address and a prefix, such as 10.0.0.0/16',
  ]);
});

test('a public endpoint without a list of who may reach it', () => {
  expect(faultsOf({ endpoint: { public: true } })).toEqual([
    'CLOUD006 endpoint: the endpoint is public, and no list says who may reach it; give allowedCidrs, or leave the endpoint private',
  ]);
});

test('the system on spot', () => {
  const pool = { name: 'system', purpose: 'system', machineType: 'e2-standard-4', min: 2, max: 3, spot: true } as const;
  expect(faultsOf({ nodePools: [pool] })).toEqual([
    'CLOUD007 nodePools[0].spot: pool system runs the system on spot, which takes the cluster away with it; leave spot out, or set the purpose to work',
  ]);
});

const SYSTEM = { name: 'system', purpose: 'system', machineType: 'e2-standard-4', min: 2, max: 3 } as const;
const withGpu = (machineType: string, type: string, count: number): Partial<GkeClusterProps> => ({
  nodePools: [SYSTEM, { name: 'gpu', purpose: 'gpu', machineType, min: 0, max: 1, gpu: { type, count } }],
});

test('a GPU that the region or the machine does not have', () => {
  expect(faultsOf({ region: 'europe-north1', ...withGpu('a2-ultragpu-1g', 'a100-80gb', 1) })).toEqual([
    'CLOUD008 nodePools[1].machineType: Google offers no a2-ultragpu-1g in europe-north1; it has it in asia-southeast1, europe-west4, us-central1, us-east4, us-east5; name it in offeredMachines where Google has it here by now',
  ]);
  expect(
    faultsOf({
      region: 'europe-north1',
      offeredMachines: ['a2-ultragpu-1g'],
      ...withGpu('a2-ultragpu-1g', 'a100-80gb', 1),
    }),
  ).toEqual([]);
  expect(faultsOf(withGpu('g2-standard-8', 't4', 1))).toEqual([
    'CLOUD008 nodePools[1].machineType: g2-standard-8 has no t4; use one of n1-standard-4, n1-standard-8, n1-standard-16, n1-standard-32, n1-standard-64, n1-standard-96',
  ]);
  expect(faultsOf(withGpu('g2-standard-24', 'l4', 1))).toEqual([
    'CLOUD008 nodePools[1].gpu: g2-standard-24 has 2 l4, not 1; write count: 2',
  ]);
  expect(faultsOf(withGpu('n1-standard-8', 't4', 3))).toEqual([
    'CLOUD008 nodePools[1].gpu: n1-standard-8 has 1, 2, 4 t4, not 3; write count: 1, 2, 4',
  ]);
  expect(faultsOf(withGpu('g2-standard-8', 'gtx', 1))[0]).toMatch(
    /^CLOUD008 nodePools\[1\].gpu: Google has no GPU "gtx"; use one of t4, l4/,
  );
});

test('a GPU that another zone of the region has', () => {
  const zones = ['us-central1-b', 'us-central1-c', 'us-central1-f'];
  expect(faultsOf({ region: 'us-central1', zones: [...zones], ...withGpu('a2-ultragpu-1g', 'a100-80gb', 1) })).toEqual(
    [],
  );
  const others = ['us-east4-a', 'us-east4-b'];
  expect(faultsOf({ region: 'us-east4', zones: others, ...withGpu('a2-ultragpu-1g', 'a100-80gb', 1) }).at(-1)).toBe(
    'CLOUD008 nodePools[1].machineType: Google offers no a2-ultragpu-1g in us-east4-a, us-east4-b; add a zone of us-east4-c; name it in offeredMachines where Google has it here by now',
  );
});

test('a machine with GPUs that nothing asks for', () => {
  const work = { name: 'work', purpose: 'work', machineType: 'g2-standard-8', min: 0, max: 1 } as const;
  expect(faultsOf({ nodePools: [SYSTEM, work] })).toEqual([
    'CLOUD008 nodePools[1].machineType: g2-standard-8 has GPUs that nothing asks for; set purpose: gpu and gpu',
  ]);
});

test('a mesh that does not fit the version or the channel', () => {
  expect(faultsOf({ mesh: { version: '1.27.0' } })).toEqual([
    'CLOUD009 mesh.version: Istio "1.27.0" is not in the table of releases; use 1.30.5, or name it in mesh.offeredVersions where Istio has it by now',
  ]);
  expect(faultsOf({ mesh: { kind: 'managed', version: 'asm-managed-rapid' } })).toEqual([
    'CLOUD009 mesh.version: "asm-managed-rapid" is not the revision of the channel REGULAR; leave it out: it is asm-managed',
  ]);
  expect(faultsOf({ mesh: { kind: 'managed' }, releaseChannel: 'EXTENDED' })).toEqual([
    "CLOUD009 mesh.kind: the managed mesh has no revision for the channel EXTENDED; use the channel RAPID, REGULAR, STABLE, or kind: 'helm'",
  ]);
  expect(faultsOf({ mesh: { kind: 'managed', dataPlane: 'ambient' } })).toEqual([
    "CLOUD009 mesh.dataPlane: the managed mesh of Google has no ambient mode; use 'sidecar', or kind: 'helm'",
  ]);
  const canary = (cluster: GkeCluster) => new GkePlatform(Testing.app(), 'platform', { cluster, meshCanary: '1.30.5' });
  expect(faultsOf({}, canary)).toEqual([
    'CLOUD009 meshCanary: 1.30.5 is there already; leave it out, or name another version',
  ]);
  expect(faultsOf({ mesh: { kind: 'managed' } }, canary)).toEqual([
    'CLOUD009 meshCanary: there is no Istio to try another version of; leave it out, or name another version',
  ]);
});

test('an identity that cannot be given', () => {
  expect(faultsOf({}, (cluster) => cluster.identityFor('digits', ['bucket:read']))).toEqual([
    'CLOUD010 identities.digits: "digits" is no ServiceAccount of a namespace; write namespace/serviceAccount',
  ]);
});

test('values that Google would refuse after minutes, all of them at once', () => {
  expect(
    faultsOf({
      projectId: 'My Project',
      projectNumber: 'my-project',
      releaseChannel: 'FAST' as never,
      securityGroup: 'admins@example.com',
      suffix: 'Not-so',
      bucket: { name: 'google' },
      registry: { name: 'Images' },
      admins: ['me@example.com'],
      tags: { 'myelin.io/team': 'ML' },
      observability: { logDays: 0 },
      volumeGiB: 100,
      egressPorts: [0],
    }),
  ).toEqual([
    'CLOUD011 tags.myelin.io/team: "myelin.io/team" is no key of a tag; use lower case letters, digits, - and _, at most 63, a letter first in a key',
    'CLOUD011 tags.myelin.io/team: "ML" is no value of a tag; use lower case letters, digits, - and _, at most 63, a letter first in a key',
    'CLOUD011 projectId: "My Project" is no id of a project; write its id, not its name',
    'CLOUD011 projectNumber: "my-project" is no number of a project; write what gcloud projects describe <id> --format=\'value(projectNumber)\' says',
    'CLOUD011 releaseChannel: "FAST" is no release channel; use one of RAPID, REGULAR, STABLE, EXTENDED',
    'CLOUD011 securityGroup: "admins@example.com" is no group that RBAC can begin with; Google takes gke-security-groups@<domain> alone',
    'CLOUD011 suffix: "Not-so" is no end of names; use 1 to 8 lower case letters and digits',
    'CLOUD002 bucket.name: "google" is no name of a bucket; use 3 to 63 lower case letters, digits, -, _ and ., and do not begin with goog',
    'CLOUD002 registry.name: "Images" is no name of a repository; use up to 63 lower case letters, digits and -, a letter first',
    'CLOUD011 admins[0]: "me@example.com" is no member of a policy; write group:<address>, user:<address> or serviceAccount:<address>',
    'CLOUD011 egressPorts[0]: 0 is no whole number from 1 to 65535; take 1 to 65535',
    'CLOUD011 observability.logDays: 0 is no whole number from 1 to 3650; take 1 to 3650',
    'CLOUD011 volumeGiB: no volume grows up to 100 GiB; use one of 128, 256, 512, 1024',
  ]);
  expect(faultsOf({ profile: 'dev', volumeGiB: 512 })).toEqual([
    'CLOUD011 volumeGiB: volumes of dev are file systems of 1024 GiB; leave it out, or take the profile prod',
  ]);
});

test('a group that RBAC of the cluster does not see', () => {
  const admins = ['user:ada@example.com', 'group:platform@example.com'];
  expect(faultsOf({ admins })).toEqual([
    'CLOUD011 admins[1]: RBAC of the cluster does not see group:platform@example.com; give securityGroup, of which the group is a member, or name people',
  ]);
  expect(faultsOf({ admins, securityGroup: 'gke-security-groups@example.com' })).toEqual([]);
});

test('what is made of a wrong name is not told of beside it', () => {
  expect(faultsOf({ name: 'ML_' })).toEqual([
    'CLOUD002 name: "ML_" is no name of a cluster; use 2 to 24 lower case letters, digits and -, a letter first, no - last',
  ]);
});
