import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

test('imports/ is what scripts/imports.mjs makes of imports/crds', () => {
  const { MYELIN_CRDS: _, ...env } = process.env;
  const ended = spawnSync(process.execPath, ['scripts/imports.mjs', '--check'], { encoding: 'utf8', env });
  expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
}, 120_000);

test('every copy of a CRD names its source, and none repeats the pod of core/v1', () => {
  for (const file of readdirSync('imports/crds')) {
    const text = readFileSync(`imports/crds/${file}`, 'utf8');
    expect(text).toMatch(/^# Source: \S+ .*20\d\d-\d\d/);
expect(text).not.toContain('livenessProbe');
    expect(text.length).toBeLessThan(110_000);
  }
});
