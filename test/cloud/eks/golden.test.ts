import { expectGolden } from '../golden';
import { synthesized } from '../synth';
import { clusterOf, platformOf, PROFILES } from './clusters';

test.each(PROFILES)('the cluster of profile %s is what was reviewed', (profile) => {
  expectGolden(
    'eks',
    profile,
    synthesized((app) => clusterOf(app, profile)),
  );
});

test('the platform of profile prod is what was reviewed', () => {
  expectGolden(
    'eks',
    'prod-platform',
    synthesized((app) => platformOf(app, 'prod')),
  );
});
