import { join } from 'node:path';
import { kubectl, mustKubectl } from './kubectl';

const {
  KUBECONFIG,
  MYELIN_NODE_IMAGE,
  MYELIN_TASK_IMAGE,
  MYELIN_RUNTIME_IMAGE,
  MYELIN_LAB_INGRESS,
  MYELIN_LAB_PROMETHEUS,
  MYELIN_LOAD,
  MYELIN_CRDS,
} = process.env;

/** What a suite cannot do without; the names of the variables that bring it are those of `.ci/run`. */
const REQUIREMENTS = {
  cluster: [KUBECONFIG, 'KUBECONFIG is not set'],
  nodeImage: [MYELIN_NODE_IMAGE, 'MYELIN_NODE_IMAGE names no image with Node.js'],
  taskImage: [MYELIN_TASK_IMAGE, 'MYELIN_TASK_IMAGE names no image of test/fixtures/by-hand'],
  runtimeImage: [MYELIN_RUNTIME_IMAGE, 'MYELIN_RUNTIME_IMAGE names no image of build/image/runtime'],
  ingress: [MYELIN_LAB_INGRESS, 'MYELIN_LAB_INGRESS is not the address of an ingress gateway: there is no mesh'],
  load: [MYELIN_LOAD, 'MYELIN_LOAD is no command that brings images to the nodes, as myelin build --load takes it'],
  prometheus: [MYELIN_LAB_PROMETHEUS, 'MYELIN_LAB_PROMETHEUS is not the address of a Prometheus: no alert can fire'],
} as const;

/**
 * A suite that runs where everything it needs is there, and says what is missing where not: by a test of that name and on
 * standard error.
 */
export function onCluster(name: string, needs: readonly (keyof typeof REQUIREMENTS)[], suite: () => void): void {
  const missing = needs.map((need) => REQUIREMENTS[need]).filter(([value]) => value === undefined);
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const reason = `SKIPPED: ${name}: ${missing.map(([, why]) => why).join('; ')}`;
  test(reason, () => expect(missing).not.toEqual([]));
  afterAll(() => void process.stderr.write(`${reason}\n`));
}

/** Gives the cluster the custom resources of these files, but for those that it has. @returns the files that were new */
export function ensureCrds(...files: readonly string[]): readonly string[] {
  if (MYELIN_CRDS === undefined) return [];
  const made = files.map((file) => join(MYELIN_CRDS, file)).filter((file) => kubectl(['get', '-f', file]).code !== 0);
  for (const file of made) mustKubectl(['apply', '--server-side', '-f', file]);
  for (const file of made) mustKubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', file]);
  return made;
}

/** Takes them away again and waits for it, since another suite may look for them next. */
export function removeCrds(files: readonly string[]): void {
  for (const file of files) mustKubectl(['delete', '-f', file, '--ignore-not-found', '--timeout=90s']);
}
