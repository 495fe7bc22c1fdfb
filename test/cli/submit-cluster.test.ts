import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { lostOptions } from '../../lib/cli/cluster/kept-door';
import { SYNTHESIZED_KINDS } from '../../lib/cli/cluster/synthesized-kinds';
import { synthesizeObjects, type KubernetesObject, type SynthesizeOptions } from '../../lib/cli/synthesize';
import { LOOP, myelin, type Outcome } from './command-line';
import { LivedServer } from './lived-server';
import type { LoopedHands } from './looped-hands';
import { StandInKubectl } from './stand-in-kubectl';

// Every test synthesizes an axon and asks a stand-in of kubectl, which is a process.
jest.setTimeout(60_000);

/** As `kubectl api-resources --no-headers` prints them, short names here and there. */
function kindsTable(without: readonly string[] = []): string {
  return SYNTHESIZED_KINDS.filter(({ kind }) => !without.includes(kind))
    .map(({ apiVersion, kind }, index) => {
      const short = index % 2 === 0 ? 'xy' : '  ';
      return `${kind.toLowerCase()}s   ${short}   ${apiVersion}   true   ${kind}`;
    })
    .join('\n');
}

function objectsOf(yaml: string): readonly KubernetesObject[] {
  const made = synthesizeObjects({ file: 'axon.yaml', text: yaml }, { namespace: 'ml' });
  if (!made.ok) throw new Error('the axon has errors');
  return made.made.kept;
}

const items = (objects: readonly object[]) => JSON.stringify({ items: objects });
const READ = 'get -f - --ignore-not-found -o json';
const APPLY = 'apply --server-side --field-manager=myelin -f - -o json';
const names = SYNTHESIZED_KINDS.filter(({ admin }) => admin !== true).map(({ apiVersion, kind }) => {
  const plural = `${kind.toLowerCase()}s`;
  return apiVersion.includes('/') ? `${plural}.${apiVersion.replace(/\/.*/, '')}` : plural;
});
const LIST = `get ${names.join(',')} --selector=myelin.io/axon=digits -o json`;

/** Without what synth says of the axon, as `myelin synth` does. */
const unwarned = (outcome: Outcome) => ({ ...outcome, err: outcome.err.replace(/^[^]*\n\d warnings?\n/, '') });

let dir: string;
let file: string;
let hands: LoopedHands;
let kubectl: StandInKubectl;
let objects: readonly KubernetesObject[];

beforeEach(async () => {
  const server = await LivedServer.start();
  ({ dir, hands } = server);
  file = join(dir, 'axon.yaml');
  writeFileSync(file, LOOP);
  objects = objectsOf(LOOP);
  kubectl = new StandInKubectl(dir)
    .runtime('runtime-1', server.port)
    .answer('api-resources --no-headers', kindsTable(['PodMonitor']))
    .answer(READ, '')
    .answer(APPLY, items(objects));
});

describe('submit to a cluster', () => {
  it('applies what synth writes, and tells what it made', async () => {
    const { code, out, err } = await myelin('submit', file, '-n', 'ml');
    expect({ code, out }).toEqual({ code: 0, out: 'digits changed\n' });
    expect(err).toContain('configmap/digits-axon created\n');
    expect(err).toContain('cronjob.batch/digits-train created\n');
    const sent = JSON.parse(kubectl.input) as { items: readonly KubernetesObject[] };
    expect(sent.items.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).toEqual(
      objects
        .filter(({ kind }) => kind !== 'PodMonitor')
        .map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace]),
    );
  });
  it('tells what is as it was to be so, whatever the server counts', async () => {
    const counted = objects.map((one) => ({ ...one, metadata: { ...one.metadata, resourceVersion: '1', uid: 'u' } }));
    kubectl.answer(READ, items(counted));
    expect(unwarned(await myelin('submit', file, '-n', 'ml'))).toEqual({ code: 0, out: 'digits unchanged\n', err: '' });
    const [first, ...others] = counted;
    kubectl.answer(READ, items([{ ...first, data: { 'axon.json': '{}' } }, ...others]));
    expect(unwarned(await myelin('submit', file, '-n', 'ml'))).toEqual({
      code: 0,
      out: 'digits changed\n',
      err: 'configmap/digits-axon configured\n',
    });
  });
  it('restarts and prunes once the runtime has the spec in force', async () => {
    const stale = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'digits-old', namespace: 'ml' } };
    const made = { ...stale, metadata: { name: 'digits-copy', namespace: 'ml', ownerReferences: [{}] } };
    const store = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'old-store', namespace: 'ml' } };
    kubectl
      .answer(LIST.replace(',podmonitors.monitoring.coreos.com', ''), items([...objects, stale, made, store]))
      .answer('delete --ignore-not-found --wait=false -f -', '');
    const { code, err } = await myelin('submit', file, '--prune', '--restart', '-n', 'ml');
    expect(code).toBe(0);
    expect(err).toContain('cronjob.batch/digits-old deleted\n');
    expect(JSON.parse(kubectl.input).items).toEqual([stale]);
    expect(hands.commands).toEqual([{ kind: 'prune' }, { kind: 'restart' }]);
  });
  it('says why the runtime refuses the spec', async () => {
    const message = 'it needs the Spark operator';
    hands.conditions = [{ kind: 'axon', name: 'digits', reason: 'SpecRefused', message, since: 0 }];
    writeFileSync(file, LOOP.replace('>= 0.9', '>= 0.8'));
    expect(await myelin('submit', file, '-n', 'ml')).toMatchObject({
      code: 1,
      out: 'digits changed\n',
      err: expect.stringContaining('myelin: the runtime refuses digits: it needs the Spark operator\n') as string,
    });
  });
  it('says that nothing moves without a runtime, which is no fault', async () => {
    kubectl.pods();
    const { code, err } = await myelin('submit', file, '-n', 'ml');
    expect(code).toBe(0);
    expect(err).toContain('no runtime is installed in namespace ml, so no axon moves there; install one');
    expect(await myelin('submit', file, '--restart', '-n', 'ml')).toMatchObject({ code: 1 });
  });
  it('changes nothing on a dry run', async () => {
    kubectl.answer(APPLY.replace('myelin -f', 'myelin --dry-run=server -f'), items(objects));
    const { code, out } = await myelin('submit', file, '--dry-run', '-n', 'ml');
    expect({ code, out }).toEqual({ code: 0, out: 'digits changed (dry run)\n' });
    expect(kubectl.calls.some((call) => call.includes('port-forward'))).toBe(false);
  });
  it('says whose the fields are that it may not change', async () => {
    const conflict = 'error: Apply failed with 2 conflicts: conflicts with "kubectl-edit" using v1:';
    kubectl.answer(APPLY, { refuses: `${conflict}\n- .data.a\n- .data.b\nPlease review the fields above.` });
    expect(unwarned(await myelin('submit', file, '-n', 'ml'))).toEqual({
      code: 1,
      out: '',
      err: `myelin: the objects cannot be applied: ${conflict} .data.a, .data.b; --force takes these fields over\n`,
    });
  });
  it('takes the image of the installed runtime where no lock names one', async () => {
    const image = `registry.example.com/runtime@sha256:${'1'.repeat(64)}`;
    const deployment = { metadata: {}, spec: { template: { spec: { containers: [{ image }] } } }, status: {} };
    kubectl.answer('get deployment myelin-runtime -o json', JSON.stringify(deployment));
    const { err } = await myelin('submit', file, '-n', 'ml');
    expect(err).toContain(`no lock names the image of the runtime: that of the installed one is taken, ${image}\n`);
    expect(kubectl.input).toContain(image);
    expect(kubectl.input + err).not.toContain(':unbuilt');
  });
  it('takes the kinds that are told where a part of the API is away', async () => {
    const away = 'error: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1';
    const call = 'api-resources --no-headers';
    kubectl.shell(call, `printf '%s\\n' '${kindsTable(['PodMonitor'])}'; echo '${away}' >&2; exit 1`);
    const { code, out, err } = await myelin('submit', file, '-n', 'ml');
    expect({ code, out }).toEqual({ code: 0, out: 'digits changed\n' });
    expect(err).toContain(`myelin: the cluster does not tell all of its kinds: ${away}\n`);
  });
  it('says what a mesh needs that the cluster does not have', async () => {
    kubectl.answer('api-resources --no-headers', kindsTable(['AuthorizationPolicy']));
    const { code, err } = await myelin('submit', file, '-n', 'ml');
    expect(code).toBe(1);
    expect(err).toMatch(
      /the cluster has no kind AuthorizationPolicy of security.istio.io\/v1, so .* cannot be applied/,
    );
  });
  it('takes no option of a cluster for a folder', async () => {
    expect(await myelin('submit', file, '--mesh', 'none', '--state-dir', dir)).toEqual({
      code: 2,
      out: '',
      err: 'myelin: --mesh is of a cluster; name one with -n, --context or -c\n',
    });
  });
});

describe('the door of an axon that is submitted again', () => {
  const GATEWAYS = 'gateways.networking.istio.io,gateways.gateway.networking.k8s.io';

  /** The Gateway that an earlier submission wrote is in the cluster. */
  function stands(options: Pick<SynthesizeOptions, 'domain' | 'tls' | 'mesh'>): void {
    const made = synthesizeObjects({ file: 'axon.yaml', text: LOOP }, { namespace: 'ml', ...options });
    if (!made.ok) throw new Error('the axon has errors');
    const gateways = made.made.kept.filter(({ kind }) => kind === 'Gateway');
    expect(gateways).toHaveLength(1);
    kubectl.answer(`get ${GATEWAYS} --selector=myelin.io/axon=digits -o json`, items(gateways));
  }
  const applied = () => kubectl.calls.some((call) => call.includes(' apply '));
  const TLS = { secretName: 'models-tls' };

  it.each(['istio', 'gateway-api'] as const)('is not shut by leaving the domain out, with %s', async (mesh) => {
    stands({ domain: 'example.com', mesh });
    expect(unwarned(await myelin('submit', file, '-n', 'ml'))).toEqual({
      ...{ code: 1, out: '' },
      err: `myelin: digits answers the world as api.digits.example.com, and would not any more: keep it with --domain example.com; to give it up on purpose say --prune
`,
    });
    expect(applied()).toBe(false);
    expect((await myelin('submit', file, '--domain', 'example.com', '-n', 'ml')).code).toBe(0);
    expect((await myelin('submit', file, '--domain', 'example.org', '-n', 'ml')).code).toBe(0);
  });
  it.each(['istio', 'gateway-api'] as const)('keeps its certificate, with %s', async (mesh) => {
    stands({ domain: 'models.example.com', mesh, tls: TLS });
    expect((await myelin('submit', file, '-n', 'ml')).err).toContain(
      'keep it with --domain models.example.com --tls-secret models-tls;',
    );
    expect((await myelin('submit', file, '--domain', 'models.example.com', '-n', 'ml')).err).toContain(
      'myelin: digits answers the world by HTTPS, and would in plain HTTP: keep its certificate with --tls-secret models-tls; to give it up',
    );
    expect(applied()).toBe(false);
  });
  it('is known by its host, which is lower case whatever the deployer is called', () => {
    const live = { hosts: ['api-v2.digits.example.com'] };
    expect(lostOptions('digits', ['Api_V2'], live, { hosts: [] })).toBe(
      'digits answers the world as api-v2.digits.example.com, and would not any more: keep it with --domain example.com',
    );
  });
  it('says so on a dry run, and goes with its deployer or by --prune', async () => {
    stands({ domain: 'example.com' });
    expect((await myelin('submit', file, '--dry-run', '-n', 'ml')).err).toContain('keep it with --domain example.com');
    kubectl
      .answer(LIST.replace(',podmonitors.monitoring.coreos.com', ''), items(objects))
      .answer('delete --ignore-not-found --wait=false -f -', '');
    expect((await myelin('submit', file, '--prune', '-n', 'ml')).code).toBe(0);
    writeFileSync(file, LOOP.replace('name: api', 'name: rest'));
    expect((await myelin('submit', file, '--dry-run', '-n', 'ml')).err).not.toContain('answers the world');
  });
  it('is asked for before anything is applied, and whoever may not read Gateways has none', async () => {
    const words = `get ${GATEWAYS} --selector=myelin.io/axon=digits -o json`;
    kubectl.answer(words, { refuses: 'Unable to connect to the server: EOF' });
    expect(unwarned(await myelin('submit', file, '-n', 'ml'))).toEqual({
      ...{ code: 1, out: '' },
      err: 'myelin: the cluster does not say whether digits answers the world: Unable to connect to the server: EOF\n',
    });
    expect(applied()).toBe(false);
    kubectl.answer(words, { refuses: 'Error from server (Forbidden): gateways is forbidden' });
    expect((await myelin('submit', file, '-n', 'ml')).code).toBe(0);
  });
});

describe('delete in a cluster', () => {
  const claim = (one: { readonly kind: string }) => one.kind === 'PersistentVolumeClaim';
  const deletes = () => kubectl.calls.filter((call) => call.includes(' delete ')).length;

  beforeEach(() => {
    kubectl
      .answer(LIST.replace(',podmonitors.monitoring.coreos.com', ''), items(objects))
      .answer('delete --ignore-not-found --wait=false -f -', '');
  });

  it('deletes what synth wrote, the ConfigMap first, and keeps the store', async () => {
    const { code, err } = await myelin('delete', 'digits', '--yes', '-n', 'ml');
    expect(code).toBe(0);
    expect(err).toMatch(/^configmap\/digits-axon deleted\n/);
    expect(err).toContain('persistentvolumeclaim/digits-axon-store stays, with models and data; --data deletes it\n');
    expect(deletes()).toBe(2);
    expect(JSON.parse(kubectl.input).items.some(claim)).toBe(false);
  });
  it('deletes the store too if that is said', async () => {
    await myelin('delete', 'digits', '--yes', '--data', '-n', 'ml');
    expect(JSON.parse(kubectl.input).items.some(claim)).toBe(true);
  });
  it('deletes nothing without being told so', async () => {
    expect(await myelin('delete', 'digits', '-n', 'ml')).toMatchObject({ code: 2 });
    expect(deletes()).toBe(0);
  });
});

test('every kind that an axon is written as is known to submit and delete', () => {
  const known = new Set(SYNTHESIZED_KINDS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
  const golden = ['ensemble', 'digits', 'batch-scoring'].flatMap((app) =>
    objectsOf(readFileSync(`apps/${app}/axon.yaml`, 'utf8')),
  );
  const small = parseAllDocuments(readFileSync('test/golden/small.k8s.yaml', 'utf8')).map(
    (document) => document.toJS() as KubernetesObject,
  );
  for (const { apiVersion, kind } of [...golden, ...small]) expect(known).toContain(`${apiVersion} ${kind}`);
});
