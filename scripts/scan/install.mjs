// Installs the scanners, each in the version that scripts/scan/tools.mjs pins, into a folder that is not committed.
import { execFile } from 'node:child_process';
import { mkdir, symlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeSchemas } from './schemas.mjs';
import { TOOLS } from './tools.mjs';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/** Needs Go and Python; a minute or two on a quiet machine. */
export async function install(folder) {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const go = (args, cwd) =>
    run('go', args, { cwd, env: { ...process.env, GOBIN: bin, GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'local' } });
  const version = Object.fromEntries(TOOLS.map((tool) => [tool.name, tool.version]));
  const steps = [
    ['kube-score', () => go(['install', `github.com/zegl/kube-score/cmd/kube-score@${version['kube-score']}`], bin)],
    ['kubeconform', () => go(['install', `github.com/yannh/kubeconform/cmd/kubeconform@${version.kubeconform}`], bin)],
    ['schemas', () => writeSchemas(join(folder, 'schemas'), join(root, 'imports', 'crds'))],
    [
      'pod-security',
      () => go(['build', '-o', join(bin, 'pod-security'), '.'], join(import.meta.dirname, 'pod-security')),
    ],
    ['checkov', () => installCheckov(folder, version.checkov)],
  ];
  for (const [name, step] of steps) {
    const began = Date.now();
    await step();
    console.log(`${name}: installed in ${Math.round((Date.now() - began) / 1000)} s`);
  }
}

async function installCheckov(folder, version) {
  const environment = join(folder, 'checkov');
  await run('python3', ['-m', 'venv', environment]);
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', `checkov==${version}`]);
  const link = join(folder, 'bin', 'checkov');
  await rm(link, { force: true });
  await symlink(join(environment, 'bin', 'checkov'), link);
}
