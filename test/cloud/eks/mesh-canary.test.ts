import { Testing } from 'cdktf';
import { EksCluster, EksPlatform } from '../../../cloud/eks';
import { BASE } from './clusters';

interface Istiod {
  readonly values: readonly string[];
  readonly depends_on: readonly string[];
}

/** Each istiod, with the tags that it has and the istiods that are installed before it. */
function istiods(version: string, meshCanary?: string): Readonly<Record<string, unknown>> {
  const cluster = new EksCluster(Testing.app(), 'eks', { ...BASE, mesh: { version, offeredVersions: ['1.30.6'] } });
  const canary = meshCanary === undefined ? {} : { meshCanary };
  const json = Testing.synth(new EksPlatform(Testing.app(), 'platform', { cluster, ...canary }));
  const { resource } = JSON.parse(json) as { resource: { helm_release: Record<string, Istiod> } };
  return Object.fromEntries(
    Object.entries(resource.helm_release)
      .filter(([name]) => name.startsWith('istiod-'))
      .map(([name, { values, depends_on: before }]) => {
        const { revisionTags } = JSON.parse(values[0] ?? '') as { revisionTags: unknown };
        return [name, { revisionTags, after: before.filter((one) => one.includes('istiod-')) }];
      }),
  );
}

test('the canary of Istio, from beside to instead: the release that has the tag comes after the one that gave it away', () => {
  expect(istiods('1.30.5', '1.30.6')).toEqual({
    'istiod-1-30-5': { revisionTags: ['stable'], after: ['helm_release.istiod-1-30-6'] },
    'istiod-1-30-6': { revisionTags: [], after: [] },
  });
  expect(istiods('1.30.6', '1.30.5')).toEqual({
    'istiod-1-30-5': { revisionTags: [], after: [] },
    'istiod-1-30-6': { revisionTags: ['stable'], after: ['helm_release.istiod-1-30-5'] },
  });
  expect(istiods('1.30.6')).toEqual({ 'istiod-1-30-6': { revisionTags: ['stable'], after: [] } });
});
