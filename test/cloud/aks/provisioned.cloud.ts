import { FakeProviders } from '../fake-provider/providers';
import { TerraformFolder } from '../terraform';
import { RIGHT, synthesize } from './aks-stack';

test('of nodes made to measure the bindings lack one block, and no more', async () => {
  const stack = synthesize({ ...RIGHT, autoscaling: 'provisioned' });
  const providers = await FakeProviders.of(stack);
  const folder = new TerraformFolder(stack, providers.environment);
  try {
    await folder.run('init', '-input=false');
    const { stdout } = await folder.attempt('validate', '-json');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { detail: string }[] };
    expect(diagnostics.map(({ detail }) => detail)).toEqual([
      'No argument or block type is named "node_provisioning_profile".',
    ]);
  } finally {
    providers.close();
    folder.remove();
  }
}, 60_000);
