import { Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { AksCluster } from '../../cloud/aks';
import { EksCluster, EksPlatform } from '../../cloud/eks';
import { GkeCluster, GkePlatform } from '../../cloud/gke';
import { ClusterError } from '../../cloud/shared/fault';
import { RIGHT } from './aks/aks-stack';
import { BASE as OF_EKS } from './eks/clusters';
import { BASE as OF_GKE } from './gke/clusters';

type Cluster = new (scope: Construct, id: string, props: never) => unknown;

const CLOUDS: readonly (readonly [cloud: string, cluster: Cluster, right: object])[] = [
  ['eks', EksCluster, OF_EKS],
  ['aks', AksCluster, RIGHT],
  ['gke', GkeCluster, OF_GKE],
];

/** What plain JavaScript is told that gives these props. */
function told(cluster: Cluster, props: unknown): readonly string[] {
  try {
    new cluster(Testing.app(), 'ml', props as never);
  } catch (fault) {
    if (fault instanceof ClusterError) return fault.message.split('\n').slice(1);
    throw fault;
  }
  return [];
}

describe.each(CLOUDS)('props of %s', (_, cluster, right) => {
  test('that are none, or lack what must be given', () => {
    expect(told(cluster, undefined)).toEqual(['CLOUD012 undefined is no object; write an object, {...}']);
    expect(told(cluster, { ...right, region: undefined })).toEqual(['CLOUD012 region: it is not given; give it']);
  });

  test('with keys that are unknown and values of another kind: all at once', () => {
    const wrong = {
      ...right,
      nodepools: [],
      endpoint: { publik: true, public: 'yes', allowedCidrs: '10.0.0.0/8' },
      network: 'abc',
      profile: 'test',
      nodePools: [null, { name: 'a', purpose: 'foo', machineType: 'b', min: 0, max: 1, spot: 'no' }],
      mesh: { kind: 'linkerd', publicIngress: 'no' },
      storage: { uid: 'root' },
      today: 'yesterday',
      backend: { type: 'nope', bucket: 'state' },
    };
    expect([...told(cluster, wrong)].sort()).toEqual([
      expect.stringMatching(/^CLOUD012 backend.type: "nope" is no word that is known here; use one of local, remote, /),
      'CLOUD012 endpoint.allowedCidrs: "10.0.0.0/8" is no list; write a list, [...]',
      'CLOUD012 endpoint.public: "yes" is no boolean; write true or false',
      'CLOUD012 endpoint.publik: there is no such key; use one of public, allowedCidrs',
      'CLOUD012 mesh.kind: "linkerd" is no word that is known here; use one of helm, managed, none',
      'CLOUD012 mesh.publicIngress: "no" is no boolean; write true or false',
      'CLOUD012 network: "abc" is no object; write an object, {...}',
      'CLOUD012 nodePools[0]: null is no object; write an object, {...}',
      'CLOUD012 nodePools[1].purpose: "foo" is no word that is known here; use one of system, work, gpu',
      'CLOUD012 nodePools[1].spot: "no" is no boolean; write true or false',
      'CLOUD012 nodepools: there is no such key; write nodePools',
      'CLOUD012 profile: "test" is no word that is known here; use one of dev, prod',
      'CLOUD012 storage.uid: "root" is no number; write a number',
      'CLOUD012 today: "yesterday" is no day; write one such as 2026-11-26',
    ]);
  });

  test('with values that no cloud takes, in whatever form it writes its own', () => {
    const system = { name: 'system', purpose: 'system', machineType: 'banana', min: 1, max: 1, diskGiB: 30.5 };
    const wrong = {
      ...right,
      nodePools: [{ ...system, labels: { 'a b': 'c', team: 'ml!' } }],
      registry: { untaggedDays: -1 },
      bucket: { oldVersionDays: 1.5 },
      storage: { uid: 0, gid: -1 },
      mesh: { ingressHost: 'https://ml.example.com' },
    };
    expect(told(cluster, wrong).map((line) => line.replace(/such as (m7i|Standard|n2).*$/, 'such as ...'))).toEqual([
      'CLOUD007 nodePools[0].diskGiB: 30.5 GiB do not hold the images of a node; take a whole number from 30 on',
      'CLOUD011 mesh.ingressHost: "https://ml.example.com" is no name of a host; write one such as ml.example.com',
      'CLOUD007 nodePools[0].machineType: "banana" is no type of a machine here; write one such as ...',
      'CLOUD007 nodePools[0].labels.a b: "a b" is no key of a label; use letters, digits, -, _ and ., a letter or digit first and last, at most 63',
      'CLOUD007 nodePools[0].labels.team: "ml!" is no value of a label; use letters, digits, -, _ and ., a letter or digit first and last, at most 63',
      expect.stringMatching(/^CLOUD011 registry.untaggedDays: -1 is no whole number from 1 to /),
      'CLOUD011 bucket.oldVersionDays: 1.5 is no whole number from 1 to 3650; take 1 to 3650',
      'CLOUD011 storage.uid: 0 is no whole number from 1 to 2147483647; take 1 to 2147483647',
      'CLOUD011 storage.gid: -1 is no whole number from 1 to 2147483647; take 1 to 2147483647',
    ]);
  });

  test('an identity without permissions', () => {
    const made = new cluster(Testing.app(), 'ml', right as never) as EksCluster;
    expect(() => made.identityFor('a/b', undefined as never)).toThrow(
      'CLOUD010 identities.a/b: a/b gets no permission; give some of bucket:read, bucket:write, registry:pull, registry:push',
    );
  });
});

test.each<[of: string, platform: Cluster, others: string]>([
  ['EksCluster', EksPlatform, 'aks, gke'],
  ['GkeCluster', GkePlatform, 'eks, aks'],
])('a cluster of another cloud is no %s', (of, platform, others) => {
  const refused = CLOUDS.filter(([, cluster, right]) => {
    const made = new cluster(Testing.app(), 'ml', right as never);
    const faults = told(platform, { cluster: made });
    if (faults.length > 0) {
      expect(faults).toEqual([`CLOUD012 cluster: an object is no cluster of ${of}; give what new ${of}(...) made`]);
    }
    return faults.length > 0;
  });
  expect(refused.map(([cloud]) => cloud).join(', ')).toBe(others);
});

describe.each<[cloud: string, cluster: string, platform: Cluster]>([
  ['eks', 'EksCluster', EksPlatform],
  ['gke', 'GkeCluster', GkePlatform],
])('props of what is installed on %s', (_, of, platform) => {
  test('with keys that are unknown and values of another kind: all at once', () => {
    const wrong = {
      cluster: 'ml',
      meshcanary: '1.30.5',
      charts: { istio: { versoin: '1.30.5' }, nothing: {} },
      helmProviderVersion: 3,
      backend: { type: 'nope' },
    };
    expect([...told(platform, wrong)].sort()).toEqual([
      expect.stringMatching(/^CLOUD012 backend.type: "nope" is no word that is known here/),
      'CLOUD012 charts.istio.versoin: there is no such key; use one of repository, version, values',
      expect.stringMatching(/^CLOUD012 charts.nothing: there is no such key; use one of istio/),
      `CLOUD012 cluster: "ml" is no cluster of ${of}; give what new ${of}(...) made`,
      'CLOUD012 helmProviderVersion: 3 is no text; write a text',
      'CLOUD012 meshcanary: there is no such key; write meshCanary',
    ]);
  });
});
