import { App } from 'cdktf';
import { AksCluster, type AksClusterProps } from '../../../cloud/aks';
import { ClusterError } from '../../../cloud/shared/fault';
import { warningsOf } from '../warnings';
import { RIGHT } from './aks-stack';

/** What is said of a cluster that is right but for these props. */
function faultsOf(props: Partial<AksClusterProps>, more: (cluster: AksCluster) => void = () => undefined) {
  try {
    const cluster = new AksCluster(new App(), 'aks', { ...RIGHT, ...props });
    more(cluster);
    return warningsOf(cluster);
  } catch (fault) {
    if (fault instanceof ClusterError) return fault.message.split('\n').slice(1);
    throw fault;
  }
}

test('a region without zones, and one that is newer than the table', () => {
  expect(faultsOf({ region: 'newplace', zones: ['1', '2', '3'] })).toEqual([]);
  expect(faultsOf({ region: 'westus' })).toEqual([
    'CLOUD003 region: 0 zones in westus, and the cluster takes 3; choose a region with more zones',
  ]);
});

test('a version that is not supported any more, unless that is paid for', () => {
  expect(faultsOf({ kubernetesVersion: '1.33' })).toEqual([
    'warning: CLOUD004 kubernetesVersion: 1.33 is out of standard support since 2026-07-31; use 1.34, 1.35, 1.36, or pay for extended support, until 2027-06-30',
  ]);
  expect(faultsOf({ kubernetesVersion: '1.33', longTermSupport: true })).toEqual([]);
});

test('a revision of the mesh that does not fit', () => {
  expect(faultsOf({ mesh: { version: 'asm-1-28' }, kubernetesVersion: '1.36', today: '2026-08-01' })).toEqual([
    'CLOUD009 mesh.version: asm-1-28 runs on Kubernetes 1.33, 1.34, 1.35, not on 1.36; use asm-1-29, asm-1-30',
  ]);
  expect(faultsOf({ mesh: { version: 'asm-1-29' } })).toEqual([
    'warning: CLOUD009 mesh.version: asm-1-29 is out of support since 2026-09-30; use asm-1-30',
  ]);
  expect(faultsOf({ today: '2027-01-01' })).toEqual([
    'warning: CLOUD009 mesh.version: asm-1-30 is out of support since 2026-12-31; use a release of myelin with a newer table',
  ]);
  expect(faultsOf({ mesh: { version: '1.30' } })).toEqual([
    'CLOUD009 mesh.version: "1.30" is no revision in the table of the mesh; use asm-1-30',
  ]);
  expect(faultsOf({ mesh: { version: 'asm-1-31' } })).toEqual([
    'CLOUD009 mesh.version: "asm-1-31" is no revision in the table of the mesh; use asm-1-30, or name it in mesh.offeredVersions where Azure has it by now',
  ]);
  expect(faultsOf({ mesh: { version: 'asm-1-30', offeredVersions: ['asm-1-31'] }, meshCanary: 'asm-1-31' })).toEqual(
    [],
  );
  expect(faultsOf({ mesh: { dataPlane: 'ambient' } })).toEqual([
    "CLOUD009 mesh.dataPlane: the managed mesh of AKS has no ambient mode; use 'sidecar'",
  ]);
  expect(faultsOf({ mesh: { kind: 'helm' } })).toEqual([
    "CLOUD009 mesh.kind: AKS has a mesh that it manages, and none by helm beside it; use 'managed' or 'none'",
  ]);
});

test('nodes made to measure by a provider that knows of none', () => {
  expect(faultsOf({ autoscaling: 'provisioned' })).toEqual([]);
  expect(faultsOf({ autoscaling: 'provisioned', azurermProviderVersion: '>= 4.60, < 6' })).toEqual([]);
  expect(faultsOf({ autoscaling: 'provisioned', azurermProviderVersion: '~> 4.55' })).toEqual([
    'CLOUD011 azurermProviderVersion: "~> 4.55" lets in providers before 4.57, which make no nodes to measure; use \'~> 4.57\', or leave autoscaling out',
  ]);
  expect(faultsOf({ azurermProviderVersion: '< 5' })).toEqual([
    'CLOUD011 azurermProviderVersion: "< 5" lets in providers before 4.55; use \'~> 4.55\'',
  ]);
});

test('a GPU that the machine does not have', () => {
  const system = { name: 'system', purpose: 'system', machineType: 'Standard_D4ds_v5', min: 1, max: 1 } as const;
  const gpu = { name: 'gpu', purpose: 'gpu', min: 0, max: 1, gpu: { type: 'a100', count: 2 } } as const;
  expect(faultsOf({ nodePools: [system, { ...gpu, machineType: 'Standard_NC4as_T4_v3' }] })).toEqual([
    'CLOUD008 nodePools[1].machineType: Standard_NC4as_T4_v3 has 1 t4, and pool gpu asks for 2 a100; take Standard_NC48ads_A100_v4',
  ]);
});

test('ranges that overlap, a public endpoint without a list, the system on spot, ids that are none: all at once', () => {
  const pool = {
    name: 'system',
    purpose: 'system',
    machineType: 'Standard_D4ds_v5',
    min: 1,
    max: 1,
    spot: true,
  } as const;
  const wrong = {
    network: { podCidr: '10.0.0.0/16' },
    endpoint: { public: true },
    nodePools: [pool],
    tenantId: 'mine',
    suffix: 'Not-so',
  };
  expect(faultsOf(wrong)).toEqual([
    'CLOUD005 network.podCidr: 10.0.0.0/16 overlaps 10.0.0.0/16 of network.cidr; take ranges that share no address',
    'CLOUD006 endpoint: the endpoint is public, and no list says who may reach it; give allowedCidrs, or leave the endpoint private',
    'CLOUD007 nodePools[0].spot: pool system runs the system on spot, which takes the cluster away with it; leave spot out, or set the purpose to work',
    'CLOUD011 tenantId: "mine" is no id of Entra; write the id, such as 00000000-0000-0000-0000-000000000000',
    'CLOUD011 suffix: "Not-so" is no end of names; use 1 to 8 lower case letters and digits',
  ]);
});

test('an identity of nobody, and a permission that is none', () => {
  expect(faultsOf({}, (cluster) => void cluster.identityFor('digits', ['bucket:all' as never]))).toEqual([
    'CLOUD010 identities.digits: "digits" is no ServiceAccount of a namespace; write namespace/serviceAccount',
  ]);
  expect(faultsOf({}, (cluster) => void cluster.identityFor('digits/a', ['bucket:all' as never]))).toEqual([
    'CLOUD010 identities.digits/a: there is no permission "bucket:all"; use bucket:read, bucket:write, registry:pull, registry:push',
  ]);
  expect(
    faultsOf({}, (cluster) => {
      cluster.identityFor('a-b/c', ['bucket:read']);
      cluster.identityFor('a/b-c', ['bucket:read']);
    }),
  ).toEqual([
    'CLOUD010 identities.a/b-c: a/b-c and a-b/c have one address in Terraform; give one of the accounts another name',
  ]);
});

test('values that Azure would refuse after minutes, all of them at once', () => {
  expect(
    faultsOf({
      subscriptionId: 'mine',
      admins: ['me'],
      bucket: { name: 'My-Bucket' },
      registry: { name: 'A B', untaggedDays: 400 },
      observability: { logDays: 7000 },
      tags: { 'azure/team': 'ml' },
    }),
  ).toEqual([
    expect.stringMatching(/^CLOUD011 tags.azure\/team: "azure\/team" is no key of a tag; use at most 128 characters/),
    'CLOUD011 registry.untaggedDays: 400 is no whole number from 1 to 365; take 1 to 365',
    'CLOUD011 subscriptionId: "mine" is no id of Entra; write the id, such as 00000000-0000-0000-0000-000000000000',
    'CLOUD011 admins[0]: "me" is no id of Entra; write the id, such as 00000000-0000-0000-0000-000000000000',
    'CLOUD002 bucket.name: "My-Bucket" is no name of a storage account; use 3 to 24 lower case letters and digits',
    'CLOUD002 registry.name: "A B" is no beginning of names of images; use lower case letters and digits, with ., _, - or / between them',
    'CLOUD011 observability.logDays: 7000 is no whole number from 30 to 730; take 30 to 730',
  ]);
});
