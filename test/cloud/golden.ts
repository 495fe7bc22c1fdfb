import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformJson } from './synth';

/** `MYELIN_GOLDEN=write npx jest test/cloud` writes them anew; review what changed. CI never sets it. */
export function expectGolden(cloud: 'eks' | 'gke', name: string, stack: TerraformJson): void {
  const file = join(__dirname, cloud, 'golden', `${name}.tf.json`);
  if (process.env['MYELIN_GOLDEN'] === 'write') writeFileSync(file, `${JSON.stringify(stack, null, 1)}\n`);
  expect(stack).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
