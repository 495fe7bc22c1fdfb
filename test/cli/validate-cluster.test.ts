import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LOOP, myelin, scratch } from './command-line';

const AXON = LOOP.replace(
  'deploy: {image: example}',
  'deploy: {image: example, env: [{name: KEY, valueFrom: {secretKeyRef: {name: db, key: pasword}}}]}',
);

function axonIn(dir: string, text = AXON): string {
  const file = join(dir, 'axon.yaml');
  writeFileSync(file, text);
  return file;
}

describe('validate against a file of facts', () => {
  it('says at its place what the cluster does not have', async () => {
    const dir = scratch();
    const file = axonIn(dir);
    const facts = join(dir, 'cluster.json');
    writeFileSync(facts, JSON.stringify({ namespaces: { team: { secrets: { db: ['password'] } } } }));
    const { code, out, err } = await myelin('validate', file, '--cluster', facts, '-n', 'team');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${file}:7:`);
    expect(err).toContain(
      'error MYL6003 spec.tasks[1].deploy.env[0].valueFrom.secretKeyRef the Secret db has no key pasword\n',
    );
    expect(err).toContain('hint: did you mean password');
  });
  it('refuses facts that are none', async () => {
    const dir = scratch();
    const facts = join(dir, 'cluster.json');
    writeFileSync(facts, '{"nodePools": {}}');
    const { code, err } = await myelin('validate', axonIn(dir), '--cluster', facts);
    expect(code).toBe(1);
    expect(err).toContain('error MYL6001 nodePools ');
  });
});

/** A kubectl that answers as the words after its options say; others are forbidden. */
function kubectl(dir: string, answers: Readonly<Record<string, string>>): void {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const cases = Object.entries(answers).map(([words, text]) => `  '${words}') cat <<'END'\n${text}\nEND\n  ;;`);
  const script = `#!/bin/sh
while case "$1" in --*) true ;; *) false ;; esac do shift; done
case "$*" in
${cases.join('\n')}
  *) echo 'Error from server (Forbidden): no' >&2; exit 1 ;;
esac
`;
  writeFileSync(join(bin, 'kubectl'), script);
  chmodSync(join(bin, 'kubectl'), 0o755);
  process.env['PATH'] = `${bin}${delimiter}${PATH}`;
}

const PATH = process.env['PATH'] ?? '';
afterEach(() => {
  process.env['PATH'] = PATH;
});

const KEYS =
  'go-template={{range .items}}{{.metadata.name}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\\n"}}{{end}}';
const items = (...list: readonly unknown[]) => JSON.stringify({ items: list });

describe('validate against a cluster', () => {
  it('asks for what the axon needs, and tells what it may not read', async () => {
    const dir = scratch();
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    kubectl(dir, {
      'version -o json': JSON.stringify({ serverVersion: { gitVersion: 'v1.34.0' } }),
      'config view --minify -o jsonpath={..namespace}': 'team',
      'get namespace team -o json': JSON.stringify({ metadata: { name: 'team', labels } }),
      [`get secrets -n team -o ${KEYS}`]: 'db password user\nother',
      'get customresourcedefinitions -o name': 'customresourcedefinition.apiextensions.k8s.io/tfjobs.kubeflow.org',
      'get storageclasses -o json': items({ metadata: { name: 'disk' } }),
    });
    const { code, err } = await myelin('validate', axonIn(dir), '--context', 'test');
    expect(code).toBe(1);
    const told = err.split('\n').filter((line) => / MYL\d+ |^info/.test(line));
    expect(told.map((line) => line.replace(/^\S+axon\.yaml:\d+:\d+ /, ''))).toEqual([
      'info MYL6010 configmaps of team could not be read, so nothing is said of them: Error from server (Forbidden): no',
      'info MYL6010 serviceaccounts of team could not be read, so nothing is said of them: Error from server (Forbidden): no',
      'info MYL6010 persistentvolumeclaims of team could not be read, so nothing is said of them: Error from server (Forbidden): no',
      'info MYL6010 nodes could not be read, so nothing is said of them: Error from server (Forbidden): no',
      'warning MYL5002 spec.volumeClaimTemplate digits says nothing of its store, so the claim digits-axon-store asks for 1Gi of ReadWriteOnce, and all pods of digits run on the one node that mounts it',
      'error MYL6007 spec.volumeClaimTemplate.spec.storageClassName the claim of digits names no storage class, and the cluster has no default',
      'error MYL6003 spec.tasks[1].deploy.env[0].valueFrom.secretKeyRef the Secret db has no key pasword',
    ]);
  });
  it('says that a cluster does not answer', async () => {
    const dir = scratch();
    kubectl(dir, {});
    expect(await myelin('validate', axonIn(dir), '--context', 'test')).toEqual({
      code: 1,
      out: '',
      err: 'myelin: the cluster does not answer: Error from server (Forbidden): no\n',
    });
  });
  it('says that there is no kubectl', async () => {
    const dir = scratch();
    const file = axonIn(dir);
    process.env['PATH'] = dir;
    expect(await myelin('validate', file, '--kubeconfig', 'none')).toEqual({
      code: 1,
      out: '',
      err: 'myelin: clusters are asked by kubectl, which is not on the PATH; or give facts with --cluster FILE\n',
    });
  });
});

describe('Dockerfiles beside an axon', () => {
  const tuned = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: tuned}
spec:
  artifacts: [{name: source, path: /src, local: {path: src}}]
  tasks:
    - name: Train
      train:
        imageBuild: {repositoryName: t, artifact: source, dockerfile: {path: Dockerfile}}
        lossMetric: loss
        hpTuning: {minBudget: 1, maxBudget: 3, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}
`;
  const WORDS = 'src/Dockerfile has only a CMD, so the image of Train cannot take the arguments of a trial';
  it('get the same answer from validate and from synth', async () => {
    const dir = scratch();
    const file = axonIn(dir, tuned);
    const absent = 'warning MYL2011 spec.artifacts[0].local.path there is no folder src for the artifact source';
    expect(await myelin('validate', file)).toMatchObject({ code: 0, err: expect.stringContaining(absent) as string });
    expect(await myelin('validate', file, '--strict')).toMatchObject({ code: 1, out: '' });
    mkdirSync(join(dir, 'src'));
    writeFileSync(join(dir, 'src/Dockerfile'), 'FROM python:3.12\nCMD ["python", "train.py"]\n');
    const validated = await myelin('validate', file);
    expect(validated).toMatchObject({ code: 1, out: '' });
    expect(validated.err).toContain(`error MYL1405 spec.tasks[0].train.imageBuild.dockerfile ${WORDS}`);
    const synthesized = await myelin('synth', file, '--stdout');
    expect(synthesized).toMatchObject({ code: 1, out: '' });
    expect(synthesized.err).toContain(WORDS);
  });
});
