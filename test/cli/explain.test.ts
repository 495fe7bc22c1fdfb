import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { myelin, scratch } from './command-line';

const axon = (name: string) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: ${name}}
spec:
  tasks:
    - {name: Train, train: {image: example, network: {egress: none}}}
  sensors:
    - {name: start, tasks: [{trainer: {task: Train}}]}
    - {name: nightly, triggers: [{name: n, type: Calendar, schedule: 0 3 * * *}], tasks: [{trainer: {task: Train}}]}
`;

function file(text: string): string {
  const path = join(scratch(), 'axon.yaml');
  writeFileSync(path, text);
  return path;
}

describe('synth --explain', () => {
  test('rbac says for each rule of a Role which sensors need it', async () => {
    expect(await myelin('synth', file(axon('digits')), '--explain', 'rbac')).toEqual({
      code: 0,
      err: '',
      out: `\
ACCOUNT         RESOURCE                    NAMES           VERBS                               BECAUSE                                                                                    AT
myelin-runtime  configmaps                  any             create,delete,get,list,watch        the spec of digits is a ConfigMap, its journal is ConfigMaps whose names count up          metadata.name
myelin-runtime  configmaps                  digits-metrics  patch                               what the code of digits reports outlives the runtime in one ConfigMap                      metadata.name
myelin-runtime  leases.coordination.k8s.io  any             create                              of several runtimes only the one that holds the Lease acts for digits                      metadata.name
myelin-runtime  leases.coordination.k8s.io  myelin-runtime  get,update                          of several runtimes only the one that holds the Lease acts for digits                      metadata.name
myelin-runtime  events                      any             create,list                         what is done for digits is told as Events, and why a Job has no pod stands in them         metadata.name
myelin-runtime  pods                        any             get,list,watch                      sensor start trains Train                                                                  spec.sensors[0].tasks[0]
                                                                                                sensor nightly trains Train                                                                spec.sensors[1].tasks[0]
myelin-runtime  cronjobs.batch              any             get,list,watch                      files of digits that nothing needs any more are deleted, and cached data copied, by a Job  metadata.name
                                                                                                sensor start trains Train                                                                  spec.sensors[0].tasks[0]
                                                                                                sensor nightly trains Train                                                                spec.sensors[1].tasks[0]
myelin-runtime  jobs.batch                  any             create,delete,get,list,patch,watch  files of digits that nothing needs any more are deleted, and cached data copied, by a Job  metadata.name
                                                                                                sensor start trains Train                                                                  spec.sensors[0].tasks[0]
                                                                                                sensor nightly trains Train                                                                spec.sensors[1].tasks[0]
`,
    });
  });

  test('network says for each opening which task or edge needs it, one table for each axon', async () => {
    const both = file(`${axon('digits')}---\n${axon('other')}`);
    const table = (name: string) => `\
${name}
FROM                   TO                             PORTS           AS  BECAUSE                                                   AT
every pod of the axon  DNS                            UDP 53, TCP 53  -   the pods of ${name} find others by name                    metadata.name
every pod of the axon  the control plane of the mesh  TCP 15012       -   the sidecars of ${name} get routes and certificates        metadata.name
task Train             the runtime                    TCP 8080        -   Train may report metrics and ask for paths at MYELIN_URL  spec.tasks[0]
`;
    const { out } = await myelin('synth', both, '--explain', 'network');
    const squeezed = (text: string) => text.replace(/ {2,}/g, '  ');
    expect(squeezed(out)).toBe(squeezed(`${table('digits')}\n${table('other')}`));
  });

  test('the rules are those of the mesh and the domain that synth is told', async () => {
    const told = async (...words: readonly string[]) => (await myelin('synth', 'apps/digits/axon.yaml', ...words)).out;
    const [without, open] = [
      await told('--explain', 'network', '--mesh', 'none'),
      await told('--explain', 'network', '--domain', 'models.example.com'),
    ];
    expect(without).not.toContain('the control plane of the mesh');
    expect(open).toMatch(/^the ingress gateway +gateway digits +TCP 8080 /m);
    const rbac = await told('--explain', 'rbac', '--mesh', 'gateway-api');
    expect(rbac).toContain('httproutes.gateway.networking.k8s.io');
    expect(rbac).not.toContain('networking.istio.io');
  });

  test('as JSON, what follows from a wanted state stands where the state is written', async () => {
    const { out } = await myelin('synth', 'apps/digits/desired.yaml', '--explain', 'rbac', '-o', 'json');
    const [{ name, rbac }] = JSON.parse(out);
    expect(name).toBe('digits');
    expect(rbac.find(({ resource }: { resource: string }) => resource === 'deployments')).toEqual({
      role: 'digits-runtime',
      account: 'myelin-runtime',
      apiGroup: 'apps',
      resource: 'deployments',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
      because: [{ text: 'sensor digits-deploy deploys digits', path: 'spec.desired[0]' }],
    });
  });

  test('writes no file, so that -o is a format and --stdout is refused', async () => {
    const path = file(axon('digits'));
    expect(await myelin('synth', path, '--explain', 'rbac', '-o', 'dist')).toEqual({
      code: 2,
      out: '',
      err: 'myelin: with --explain the output is table or json, got dist\n',
    });
    expect((await myelin('synth', path, '--explain', 'rbac', '--stdout')).code).toBe(2);
    expect((await myelin('synth', path, '--explain', 'everything')).code).toBe(2);
  });
});
