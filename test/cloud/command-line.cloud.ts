import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const out = mkdtempSync(join(tmpdir(), 'myelin-synth-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What `npm run cloud:synth` says, on a machine that knows of no tenant and no project. */
function told(...words: readonly string[]) {
  const { ARM_TENANT_ID: _tenant, GOOGLE_CLOUD_PROJECT: _project, ...env } = process.env;
  const command = ['run', '--silent', 'cloud:synth', '--', ...words];
  const { status, stdout, stderr } = spawnSync('npm', command, { encoding: 'utf8', env, timeout: 120_000 });
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return { status, stdout: lines(stdout), stderr: lines(stderr) };
}

test('what was taken because nobody said it is told beside what was written', () => {
  expect(told('eks', '--out', out)).toEqual({
    status: 0,
    stdout: [`${out}/stacks/eks`, `${out}/stacks/eks-platform`],
    stderr: ['eks: profile prod, eu-central-1, Kubernetes 1.35'],
  });
}, 180_000);

test('what is missing is told together with what is wrong, of every cloud that is asked for, and no folder is made', () => {
  const folder = join(out, 'not', 'yet');
  expect(told('aks', 'gke', 'azure', '--profile', 'test', '--version', '1.20', '--out', folder)).toEqual({
    status: 1,
    stdout: [],
    stderr: [
      'aks: profile prod, germanywestcentral, Kubernetes 1.20',
      'gke: profile prod, europe-west3, Kubernetes 1.20',
      '--profile is dev or prod, got test',
      'azure is none of eks, aks, gke',
      'aks takes --tenant, the id of the tenant of Entra',
      'cluster myelin cannot be made',
      expect.stringMatching(/^CLOUD004 kubernetesVersion: "1.20" is not in the table of versions; /),
      expect.stringMatching(/^CLOUD009 mesh.version: /),
      'gke takes --project, the id of the project',
      'gke takes --project-number, the number of the project',
      'cluster myelin cannot be made',
      expect.stringMatching(/^CLOUD004 kubernetesVersion: "1.20" is not in the table of versions; /),
    ],
  });
  expect(existsSync(join(out, 'not'))).toBe(false);
}, 180_000);

test.each(['/proc/x', '/dev/null'])(
  'a folder that nobody can make is one line: %s',
  (folder) => {
    const { status, stdout, stderr } = told('eks', '--out', folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: [] });
    expect(stderr).toEqual([expect.stringContaining(`--out ${folder} is no folder that can be written to: `)]);
  },
  180_000,
);
