import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatImageLock, IMAGE_LOCK_FILE } from '../../lib/spec/image-lock';
import { ISSUE_CODES } from '../../lib/spec/issue-codes';
import { myelin, scratch } from './command-line';

interface Case {
  readonly name: string;
  /** Keys of the deployer, beside its model and route. */
  readonly deployer?: string;
  readonly image?: string;
  readonly store?: string;
  readonly options?: readonly string[];
  /** The images that lie built beside the axon. @default - that of the runtime */
  readonly built?: readonly string[];
  readonly code?: number;
  readonly said: string;
}

const SHARED = 'volumeClaimTemplate: {spec: {accessModes: [ReadWriteMany]}}';

const axon = ({ deployer = '', image = 'image: i', store = SHARED }: Case) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: one}
spec:
  ${store}
  tasks:
    - {name: Train, train: {${image}}}
    - {name: Serve, deploy: {image: i}}
  sensors:
    - name: s
      tasks:
        - trainer: {task: Train}
        - deployer:
            name: api
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Serve}]}]
            routes: [{path: /p, dag: [{model: m}]}]
            ${deployer}
`;

/** Everything that synth has to say beside what is said of the language, with places and text. */
const CASES: readonly Case[] = [
  {
    name: 'an image that is not built',
    image: 'imageBuild: {repositoryName: train, artifact: a, dockerfile: {path: Dockerfile}}',
    store: `${SHARED}\n  artifacts: [{name: a, path: /src, git: {repo: https://example.com/a.git}}]`,
    said: `warning MYL5001 spec.tasks[0].train.imageBuild the image train has not been built, its pods are written with train:unbuilt
hint: build and push it with myelin build`,
  },
  {
    name: 'the image of the runtime that is not built',
    built: [],
    said: `warning MYL5001 metadata.name the image of the runtime has not been built, what runs before tasks is written with myelin-runtime:unbuilt
hint: build and push it with myelin build; its lock lies beside the axon, or is named by imageLock`,
  },
  {
    name: 'a store that nobody described',
    store: 'keepVersions: 1',
    said: `warning MYL5002 spec.volumeClaimTemplate one says nothing of its store, so the claim one-axon-store asks for 1Gi of ReadWriteOnce, and all pods of one run on the one node that mounts it
hint: add accessModes: [ReadWriteMany] to spec.volumeClaimTemplate.spec if the storage class can do it`,
  },
  {
    name: 'a claim without access modes',
    store: 'volumeClaimTemplate: {spec: {storageClassName: fast}}',
    said: `warning MYL5002 spec.volumeClaimTemplate the claim one-axon-store has no access modes, so it asks for ReadWriteOnce, and all pods of one run on the one node that mounts it
hint: add accessModes: [ReadWriteMany] to spec.volumeClaimTemplate.spec if the storage class can do it`,
  },
  {
    name: 'a match that no mesh can say',
    deployer:
      'rolloutSpec: [{match: {headers: {x: {regex: (?!a).*}}}, destinations: [{destinationIndex: 0, weight: 100}]}, {destinations: [{destinationIndex: 0, weight: 100}]}]',
    code: 1,
    said: `error MYL5003 spec.sensors[0].tasks[1].deployer.rolloutSpec[0].match.headers.x a mesh cannot read (?! in an expression`,
  },
  {
    name: 'rules in an order that Gateway API does not follow',
    deployer:
      'rolloutSpec: [{match: {headers: {team: a}}, destinations: [{destinationIndex: 0, weight: 100}]}, {match: {path: /p}, destinations: [{destinationIndex: 0, weight: 100}]}]',
    options: ['--mesh', 'gateway-api'],
    code: 1,
    said: `error MYL5004 spec.sensors[0].tasks[1].deployer.rolloutSpec[1] Gateway API takes this rule before rule 0, since it is more exact
hint: order rules from the most exact to the least, or use mesh: 'istio'`,
  },
  {
    name: 'a store that only one pod mounts',
    store: 'volumeClaimTemplate: {spec: {accessModes: [ReadWriteOncePod]}}',
    said: `warning MYL5005 spec.volumeClaimTemplate.spec.accessModes the store one-axon-store is mounted by one pod only, so no two tasks of one can run at once
hint: use accessModes: [ReadWriteMany] if the storage class can do it`,
  },
  {
    name: 'a door without TLS',
    options: ['--domain', 'example.com'],
    said: `warning MYL5007 spec.sensors the world asks api of one under example.com in plain HTTP, and anyone may, feedback included
hint: name the Secret of a certificate (tls, --tls-secret), or speak TLS before the gateway`,
  },
  {
    name: 'a domain without a mesh',
    options: ['--domain', 'example.com', '--mesh', 'none'],
    said: `warning MYL5008 spec.sensors the domain example.com has no effect without a mesh, nobody from outside reaches one
hint: use mesh: 'istio' or 'gateway-api', or leave the domain out`,
  },
  {
    name: 'a certificate without a domain',
    options: ['--tls-secret', 'models-tls'],
    said: `warning MYL5008 spec.sensors the certificate models-tls has no effect without a domain
hint: name a domain`,
  },
  { name: 'nothing', options: ['--domain', 'example.com', '--tls-secret', 'models-tls'], said: '' },
];

test.each(CASES)('$name', async (one) => {
  const dir = scratch();
  const file = join(dir, 'axon.yaml');
  writeFileSync(file, axon(one));
  const image = `registry.example.com/i@sha256:${'0'.repeat(64)}`;
  const { built = ['myelin-runtime'] } = one;
  const locked = built.map((name) => [name, { image, source: '' }] as const);
  writeFileSync(join(dir, IMAGE_LOCK_FILE), formatImageLock(Object.fromEntries(locked)));
  const { code, err } = await myelin('synth', file, '--stdout', ...(one.options ?? []));
  const told = err.split('\n').filter((line) => line.startsWith(file) || line.startsWith('  hint: '));
  const said = told.map((line) => line.replace(/^\S+axon\.yaml:\d+:\d+ /, '').replace(/^ {2}/, '')).join('\n');
  expect({ code, said }).toEqual({ code: one.code ?? 0, said: one.said });
});

test('every code of Kubernetes objects is shown here, or where two charts are made', () => {
  const codes = Object.keys(ISSUE_CODES).filter((code) => code.startsWith('MYL50'));
  const shown =
    CASES.map(({ said }) => said).join('\n') + readFileSync('test/constructs/misuse-options.test.ts', 'utf8');
  expect(codes.filter((code) => !shown.includes(`${code} `))).toEqual([]);
});
