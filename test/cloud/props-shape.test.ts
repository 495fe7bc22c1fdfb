import { Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { AksCluster } from '../../cloud/aks';
import { EksCluster } from '../../cloud/eks';
import { GkeCluster } from '../../cloud/gke';
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
    };
    expect([...told(cluster, wrong)].sort()).toEqual([
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

  test('an identity without permissions', () => {
    const made = new cluster(Testing.app(), 'ml', right as never) as EksCluster;
    expect(() => made.identityFor('a/b', undefined as never)).toThrow(
      'CLOUD010 identities.a/b: a/b gets no permission; give some of bucket:read, bucket:write, registry:pull, registry:push',
    );
  });
});
