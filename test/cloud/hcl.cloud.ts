import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeProviders } from './fake-provider/providers';
import { Terraform } from './terraform';

/** Stacks as HCL, for who leaves cdktf. */
const out = mkdtempSync(join(tmpdir(), 'myelin-hcl-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** No cloud is asked anything, so that any tenant and any project does. */
const WHERE = [
  '--tenant',
  '00000000-0000-0000-0000-000000000000',
  '--project',
  'my-project',
  '--project-number',
  '123456789012',
];

test('each stack can be had as HCL that is formatted and understood', async () => {
  execFileSync('npm', ['run', '--silent', 'cloud:hcl', '--', ...WHERE, '--out', out], { encoding: 'utf8' });
  const stacks = join(out, 'stacks');
  expect(readdirSync(stacks).length).toBeGreaterThan(0);
  for (const name of readdirSync(stacks)) {
    const hcl = readFileSync(join(stacks, name, 'cdk.tf'), 'utf8');
    const named = (kind: string) =>
      [...hcl.matchAll(new RegExp(`^${kind} "(\\w+)"`, 'gm'))].map(([, one]) => one ?? '');
    const providers = await FakeProviders.for([...new Set(named('provider'))], [...new Set(named('resource'))]);
    try {
      const terraform = new Terraform(join(stacks, name), providers.environment);
      await terraform.run('fmt', '-check');
      await terraform.run('init', '-input=false', '-backend=false');
      const { diagnostics } = JSON.parse(await terraform.run('validate', '-json')) as {
        diagnostics: readonly { severity: string; summary: string }[];
      };
      // References in quotes are warned of.
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    } finally {
      providers.close();
    }
  }
}, 300_000);
