import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusterFacts } from '../../lib/spec/cluster-facts';
import { clusterFacts } from '../../lib/spec/schema/cluster';
import { MESH_KEYS, OUTPUT_KEYS } from '../fixtures/clusters/keys';
import { FakeProviders } from './fake-provider/providers';
import { CLOUDS } from './stacks';
import { synthesized, type TerraformJson } from './synth';
import { TerraformFolder } from './terraform';

/** Folders of Terraform with the providers that they talk to. */
const open: { readonly folder: TerraformFolder; readonly providers: FakeProviders }[] = [];
afterAll(() => {
  for (const { folder, providers } of open) {
    providers.close();
    folder.remove();
  }
});

async function folderOf(stack: TerraformJson): Promise<TerraformFolder> {
  const providers = await FakeProviders.of(stack);
  const folder = new TerraformFolder(stack, providers.environment);
  open.push({ folder, providers });
  await folder.run('init', '-input=false');
  return folder;
}

/** Validated, planned, applied, and then as it was planned. */
async function carriedOut(folder: TerraformFolder, ...variables: readonly string[]): Promise<void> {
  const { diagnostics } = JSON.parse(await folder.run('validate', '-json')) as { diagnostics: unknown };
  expect(diagnostics).toEqual([]);
  await folder.run('plan', '-no-color', '-out=plan', ...variables);
  await folder.run('apply', '-no-color', 'plan');
  expect(await folder.run('plan', '-no-color', '-detailed-exitcode', ...variables)).toContain('No changes.');
}

/** The outputs of a cluster are whole, and the Kubernetes side knows each of them. */
async function outputsOf(folder: TerraformFolder): Promise<string> {
  const text = await folder.run('output', '-json');
  const { facts, issues } = readClusterFacts(text, 'cluster.json');
  expect(issues).toEqual([]);
  // Terraform leaves out what is null as a whole.
  const known = { prometheus: null, ...facts };
  expect(OUTPUT_KEYS.filter((key) => !(key in known))).toEqual([]);
  expect(Object.keys(known.mesh ?? {}).sort()).toEqual([...MESH_KEYS].sort());
  // `install` is for what is installed in the cluster by a second stack.
  expect(Object.keys(known).filter((key) => !(key in clusterFacts.shape) && key !== 'install')).toEqual([]);
  // What the fake provider made up in a form of its own would stand here in place of what a provider says.
  expect(text.match(/(aws|azurerm|google)_\w+-[\w.]+-[0-9a-f]{8}/g) ?? []).toEqual([]);
  return text;
}

const CASES = Object.entries(CLOUDS).flatMap(([cloud, { profiles, further }]) =>
  Object.entries({ ...profiles, ...further }).map(([name, stacks]) => [`${cloud} ${name}`, stacks] as const),
);

test.each(CASES)(
  '%s is understood, planned and applied, and so is what is installed in it',
  async (_, stacks) => {
    const { cluster, platform } = stacks;
    const folder = await folderOf(synthesized(cluster));
    await carriedOut(folder);
    const outputs = await outputsOf(folder);
    if (platform === undefined) return;
    const installed = await folderOf(synthesized(platform));
    installed.write('cluster.json', outputs);
    await carriedOut(installed, '-var=cluster=cluster.json');
  },
  180_000,
);

test.each(Object.entries(CLOUDS))(
  'the outputs of %s are those of the fixture',
  async (cloud, row) => {
    const folder = await folderOf(synthesized(row.recorded));
    await folder.run('apply', '-no-color', '-auto-approve');
    const outputs = await outputsOf(folder);
    const file = join(__dirname, '../fixtures/clusters', `${cloud}.json`);
    // Recorded anew with MYELIN_GOLDEN=write, and read in review; CI never sets it.
    if (process.env['MYELIN_GOLDEN'] === 'write') writeFileSync(file, outputs);
    expect(outputs).toBe(readFileSync(file, 'utf8'));
  },
  180_000,
);
