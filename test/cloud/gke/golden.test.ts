import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesized, type TerraformJson } from '../synth';
import { clusterOf, platformOf, PROFILES } from './clusters';

/** `MYELIN_GOLDEN=write npx jest test/cloud` writes them anew; review what changed. */
function compare(name: string, stack: TerraformJson): void {
  const file = join(__dirname, 'golden', `${name}.tf.json`);
  if (process.env['MYELIN_GOLDEN'] === 'write') writeFileSync(file, `${JSON.stringify(stack, null, 1)}\n`);
  expect(stack).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

test.each(PROFILES)('the cluster of profile %s is what was reviewed', (profile) => {
  compare(
    profile,
    synthesized((app) => clusterOf(app, profile)),
  );
});

test('the platform of profile prod is what was reviewed', () => {
  compare(
    'prod-platform',
    synthesized((app) => platformOf(app, 'prod')),
  );
});
