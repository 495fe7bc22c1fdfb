import { Testing } from 'cdktf';
import { EksCluster, EksPlatform, type EksClusterProps } from '../../../cloud/eks';
import { ClusterError } from '../../../cloud/shared/fault';
import { warningsOf } from '../warnings';

/** What is said of a cluster that is right but for these props. */
function faultsOf(props: Partial<EksClusterProps>, more?: (cluster: EksCluster) => void): readonly string[] {
  const right: EksClusterProps = {
    name: 'ml',
    region: 'eu-central-1',
    kubernetesVersion: '1.35',
    today: '2026-11-26',
  };
  try {
    const cluster = new EksCluster(Testing.app(), 'eks', { ...right, ...props });
    more?.(cluster);
    return warningsOf(cluster);
  } catch (fault) {
    if (fault instanceof ClusterError) return fault.message.split('\n').slice(1);
    throw fault;
  }
}

test('a name that is too long', () => {
  expect(faultsOf({ name: 'a-name-that-goes-on-and-on' })).toEqual([
    'CLOUD002 name: "a-name-that-goes-on-and-on" is no name of a cluster; use 2 to 24 lower case letters, digits and -, a letter first, no - last',
  ]);
});

test('a region without enough zones', () => {
  expect(faultsOf({ region: 'us-west-1' })).toEqual([
    'CLOUD003 region: 2 zones in us-west-1, and the cluster takes 3; choose a region with more zones',
  ]);
});

test('too few zones of a region that has more', () => {
  expect(faultsOf({ zones: ['eu-central-1a', 'eu-central-1b'] })).toEqual([
    'CLOUD003 zones: 2 zones in eu-central-1, and the cluster takes 3; name more of eu-central-1a, eu-central-1b, eu-central-1c',
  ]);
});

test('a version that is not supported any more', () => {
  expect(faultsOf({ kubernetesVersion: '1.33' })).toEqual([
    'warning: CLOUD004 kubernetesVersion: 1.33 is out of standard support since 2026-07-29; use 1.34, 1.35, 1.36, or pay for extended support, until 2027-07-29',
  ]);
  expect(faultsOf({ kubernetesVersion: '1.33', extendedSupport: true })).toEqual([]);
  expect(faultsOf({ kubernetesVersion: '1.31', extendedSupport: true, today: '2026-11-27' })).toEqual([
    'CLOUD004 kubernetesVersion: 1.31 is out of support since 2026-11-26; use 1.34, 1.35, 1.36',
  ]);
  expect(faultsOf({ today: '2027-08-03' })).toEqual([
    'warning: CLOUD004 kubernetesVersion: 1.35 is out of standard support since 2027-03-27; use 1.36, or a release of myelin with a newer table, or pay for extended support, until 2028-03-27',
    'warning: CLOUD009 mesh.version: Istio 1.30 is out of support since 2026-12-31; use a release of myelin with a newer table',
  ]);
});

test('ranges that overlap, or are none', () => {
  expect(faultsOf({ network: { cidr: '10.0.0.0/16', podCidr: '10.0.128.0/17' } })).toEqual([
    'CLOUD005 network.podCidr: 10.0.128.0/17 overlaps 10.0.0.0/16 of network.cidr; take ranges that share no address',
  ]);
  expect(faultsOf({ network: { cidr: '10.0.0.1/16' } })).toEqual([
    'CLOUD005 network.cidr: "10.0.0.1/16" is no range of addresses; write the first address and a prefix, such as 10.0.0.0/16',
  ]);
  expect(faultsOf({ network: { cidr: '10.0.0.0/24' } })).toEqual([
    'CLOUD005 network.cidr: 10.0.0.0/24 is not between /16 and /20; take a prefix between 16 and 20',
  ]);
});

test('a public endpoint without a list of who may reach it', () => {
  expect(faultsOf({ endpoint: { public: true } })).toEqual([
    'CLOUD006 endpoint: the endpoint is public, and no list says who may reach it; give allowedCidrs, or leave the endpoint private',
  ]);
  expect(faultsOf({ endpoint: { public: true, allowedCidrs: ['0.0.0.0/0'] } })).toEqual([
    'CLOUD006 endpoint.allowedCidrs[0]: 0.0.0.0/0 lets a great part of the Internet in; name the ranges that people and pipelines come from',
  ]);
});

test('the system on spot', () => {
  const pool = { name: 'system', purpose: 'system', machineType: 'm7i.large', min: 2, max: 3, spot: true } as const;
  expect(faultsOf({ nodePools: [pool] })).toEqual([
    'CLOUD007 nodePools[0].spot: pool system runs the system on spot, which takes the cluster away with it; leave spot out, or set the purpose to work',
  ]);
});

const SYSTEM = { name: 'system', purpose: 'system', machineType: 'm7i.large', min: 2, max: 3 } as const;
const withGpu = (machineType: string, type: string, count: number): Partial<EksClusterProps> => ({
  nodePools: [SYSTEM, { name: 'gpu', purpose: 'gpu', machineType, min: 0, max: 1, gpu: { type, count } }],
});

test('a GPU that the region or the machine does not have', () => {
  expect(faultsOf({ region: 'eu-west-1', ...withGpu('p5.48xlarge', 'h100', 8) })).toEqual([
    'CLOUD008 nodePools[1].machineType: AWS offers no p5.48xlarge in eu-west-1; it has it in ap-northeast-1, ap-south-1, ap-southeast-2, ap-southeast-3, eu-north-1, eu-west-2, sa-east-1, us-east-1, us-east-2, us-west-1, us-west-2; name it in offeredMachines where AWS has it here by now',
  ]);
  expect(
    faultsOf({ region: 'eu-west-1', offeredMachines: ['p5.48xlarge'], ...withGpu('p5.48xlarge', 'h100', 8) }),
  ).toEqual([]);
  expect(faultsOf(withGpu('m7i.large', 't4', 1))[0]).toMatch(
    /^CLOUD008 nodePools\[1\].machineType: m7i.large has no t4; use one of g4dn/,
  );
  const work = { name: 'work', purpose: 'work', machineType: 'g6.xlarge', min: 0, max: 1 } as const;
  expect(faultsOf({ nodePools: [SYSTEM, work] })).toEqual([
    'warning: CLOUD008 nodePools[1].machineType: g6.xlarge has GPUs that nothing asks for; set purpose: gpu and gpu',
  ]);
  expect(faultsOf(withGpu('g6.12xlarge', 'l4', 1))).toEqual([
    'CLOUD008 nodePools[1].gpu: g6.12xlarge has 4 l4, not 1; write count: 4, or take another size',
  ]);
  expect(faultsOf(withGpu('g6.xlarge', 'gtx', 1))[0]).toMatch(/^CLOUD008 nodePools\[1\].gpu: AWS has no GPU "gtx"/);
});

test('a mesh that does not fit', () => {
  expect(faultsOf({ mesh: { kind: 'managed' } })).toEqual([
    'CLOUD009 mesh.kind: EKS manages no Istio; use helm, or none',
  ]);
  expect(
    faultsOf({ kubernetesVersion: '1.31', today: '2026-11-25', extendedSupport: true, mesh: { version: '1.30.5' } }),
  ).toEqual(['CLOUD009 mesh.version: Istio 1.30.5 is not made for Kubernetes 1.31; use 1.29.0']);
  expect(faultsOf({ mesh: { version: 'asm-1-30' } })).toEqual([
    'CLOUD009 mesh.version: Istio "asm-1-30" is not in the table of releases; use 1.30.5',
  ]);
  expect(faultsOf({ mesh: { version: '1.30.999' } })).toEqual([
    'CLOUD009 mesh.version: the table of releases ends with 1.30.5, before 1.30.999; use 1.30.5, or name it in mesh.offeredVersions where Istio has it by now',
  ]);
  expect(faultsOf({ mesh: { version: '1.31.0', offeredVersions: ['1.31.0'] } })).toEqual([]);
  expect(faultsOf({ mesh: { version: 'newest', offeredVersions: ['newest'] } })).toEqual([
    'CLOUD009 mesh.version: Istio "newest" is not in the table of releases; use 1.30.5',
  ]);
  expect(
    faultsOf({}, (cluster) => new EksPlatform(Testing.app(), 'platform', { cluster, meshCanary: '1.30.5' })),
  ).toEqual(['CLOUD009 meshCanary: 1.30.5 is there already; leave it out, or name another version']);
});

test('an identity that cannot be given', () => {
  expect(faultsOf({}, (cluster) => cluster.identityFor('digits', ['bucket:read']))).toEqual([
    'CLOUD010 identities.digits: "digits" is no ServiceAccount of a namespace; write namespace/serviceAccount',
  ]);
  expect(
    faultsOf({}, (cluster) => {
      cluster.identityFor('digits/train', ['bucket:read']);
      cluster.identityFor('digits/train', ['bucket:write']);
    }),
  ).toEqual([
    'CLOUD010 identities.digits/train: digits/train has an identity already; give all its permissions in one call',
  ]);
});

test('values that AWS would refuse after minutes, all of them at once', () => {
  expect(
    faultsOf({
      observability: { logDays: 45 },
      admins: ['me'],
      lustreGiB: 1000,
      awsProviderVersion: '~> 4.0',
      accountId: '12',
      bucket: { name: 'UP' },
      registry: { name: 'A B' },
      repositories: ['digits/train', 'Digits'],
      egressPorts: [443, 70000],
      permissionsBoundary: 'boundary',
      controlPlaneTier: 'foo',
      addonVersions: { coredns: 'newest' },
      imageCaches: { 'a/b': { upstream: 'quay.io' } },
      readableBuckets: ['s3://data'],
      tags: { 'aws:team': 'ml', team: 'a,b' },
    }),
  ).toEqual([
    expect.stringMatching(/^CLOUD011 tags.aws:team: "aws:team" is no key of a tag; use letters, digits, spaces/),
    expect.stringMatching(/^CLOUD011 tags.team: "a,b" is no value of a tag; /),
    'CLOUD011 accountId: "12" is no id of an account; write its twelve digits',
    'CLOUD011 permissionsBoundary: "boundary" is no ARN of a policy; write arn:aws:iam::<account>:policy/<name>',
    'CLOUD011 controlPlaneTier: "foo" is no tier of a control plane; write standard, or one such as tier-xl',
    'CLOUD002 bucket.name: "UP" is no name of a bucket; use 3 to 63 lower case letters, digits, - and single dots, no address, without the beginnings and ends that AWS keeps',
    'CLOUD002 registry.name: "A B" is no name of a repository; use lower case letters and digits, with ., _, - or / between them',
    'CLOUD002 repositories[1]: "Digits" is no name of a repository; use lower case letters and digits, with ., _, - or / between them',
    'CLOUD011 readableBuckets[0]: "s3://data" is no name of a bucket; write the name alone, without s3:// and without what lies in it',
    'CLOUD011 addonVersions.coredns: "newest" is no version of an add-on; write one such as v1.20.4-eksbuild.1',
    'CLOUD011 imageCaches.a/b: "a/b" is no prefix of a registry; use 2 to 30 lower case letters and digits, with ., _ or - between them',
    'CLOUD011 egressPorts[1]: 70000 is no whole number from 1 to 65535; take 1 to 65535',
    expect.stringMatching(/^CLOUD011 observability.logDays: CloudWatch does not keep logs for 45 days/),
    'CLOUD011 admins[0]: "me" is no ARN of a role or user; write arn:aws:iam::<account>:role/<name>',
    'CLOUD011 lustreGiB: Lustre has no size of 1000 GiB; use 1200, or a multiple of 2400',
    expect.stringMatching(/^CLOUD011 awsProviderVersion: "~> 4.0" lets in providers before 5/),
  ]);
});

test.each(['ml.example.com', 'ml-axons-123456789012', 'a.b'])('a name that S3 takes: %s', (name) => {
  expect(faultsOf({ bucket: { name }, readableBuckets: [name] })).toEqual([]);
});

test.each(['ml..axons', '.ml', 'ml.', '192.168.5.4', 'ml.mrap', 'xn--ml', 'ml--x-s3', 'ml_axons'])(
  'a name that S3 does not take: %s',
  (name) => {
    expect(faultsOf({ bucket: { name } })).toEqual([
      expect.stringContaining(`CLOUD002 bucket.name: "${name}" is no name of a bucket`),
    ]);
  },
);

test('two admins whose access entries would have one name', () => {
  const arn = (path: string) => `arn:aws:iam::123456789012:role/${path}`;
  expect(faultsOf({ admins: [arn('x'), arn('y/x')] })).toEqual([
    'CLOUD011 admins[1]: its last part, "x", is that of admins[0], and names an access entry; name each once, or give one of them another name',
  ]);
});

test('all of it is said at once, and nothing was made', () => {
  expect(faultsOf({ name: 'A', region: 'nowhere', kubernetesVersion: '2.0' })).toHaveLength(3);
});
