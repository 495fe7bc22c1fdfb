import { App } from 'cdktf';
import { EksCluster, type EksClusterProps } from '../../../cloud/eks';
import { ClusterError } from '../../../cloud/shared/fault';

/** What is said of a cluster that is right but for these props. */
function faultsOf(props: Partial<EksClusterProps>): readonly string[] {
  const right: EksClusterProps = {
    name: 'ml',
    region: 'eu-central-1',
    kubernetesVersion: '1.35',
    today: '2026-11-26',
  };
  try {
    new EksCluster(new App(), 'eks', { ...right, ...props });
  } catch (fault) {
    if (fault instanceof ClusterError) return fault.message.split('\n').slice(1);
    throw fault;
  }
  return [];
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
    'CLOUD004 kubernetesVersion: 1.33 is out of standard support since 2026-07-29; use 1.34, 1.35, or pay for extended support',
  ]);
  expect(faultsOf({ kubernetesVersion: '1.33', extendedSupport: true })).toEqual([]);
  expect(faultsOf({ kubernetesVersion: '1.31', extendedSupport: true, today: '2026-11-27' })).toEqual([
    'CLOUD004 kubernetesVersion: 1.31 is out of support since 2026-11-26; use 1.34, 1.35',
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

test('all of it is said at once, and nothing was made', () => {
  expect(faultsOf({ name: 'A', region: 'nowhere', kubernetesVersion: '2.0' })).toHaveLength(3);
});
