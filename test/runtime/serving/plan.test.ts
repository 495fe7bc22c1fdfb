import type { VersionPhase } from '../../../lib/engine/journal';
import { isUp } from '../../../lib/engine/serving/phase';
import type { Kind, KubeObject } from '../../../lib/runtime/kube/kube';
import type { Mesh } from '../../../lib/runtime/serving/mesh';
import { nextSteps, type WantedVersion } from '../../../lib/runtime/serving/plan';
import type { Readiness } from '../../../lib/runtime/serving/readiness';
import { ShapeFault } from '../../../lib/runtime/serving/shape';
import type { RolloutRule } from '../../../lib/spec/axon';
import { versionBackendName, versionGatewayName, versionModelName } from '../../../lib/spec/derive/names';
import { graph, model, split } from '../../gateway/graphs';

/** What a test says of a version: its phase, and servers that are anything but ready. */
interface Told {
  readonly phase: VersionPhase;
  readonly servers?: Readonly<Record<string, Readiness>>;
  /** Its Deployments, Services and rules have not been made. */
  readonly absent?: boolean;
}

const READY = { state: 'ready' } as const;
const WAITING = { state: 'waiting' } as const;
const FAILED = { state: 'failed', why: 'gave up' } as const;

/** The deployer `api` of the axon `x`: one model with two backends, and what there is of it in the cluster. */
class Deployer {
  readonly objects = new Map<string, KubeObject>();
  replicas = 1;
  private spec = 'spec-1';
  private readonly told = new Map<string, Told>();

  constructor(
    private readonly mesh: Mesh,
    private readonly rollout: readonly RolloutRule[] = [],
  ) {
    if (mesh === 'none') this.put(bare('Service', 'x-api-api'));
  }

  /** Versions of these names, oldest first. */
  has(versions: Readonly<Record<string, Told>>): this {
    for (const [name, told] of Object.entries(versions)) {
      this.told.set(name, told);
      if (told.absent !== true) for (const object of this.objectsOf(name)) this.put(object);
    }
    return this;
  }

  edited(spec: string): this {
    this.spec = spec;
    return this;
  }

  /** What is to be done now, in words; when it is asked again that has been done. */
  next(): readonly string[] {
    const { apply, reports, troubles } = nextSteps({
      axon: { name: 'x', hash: 'h' },
      graph: { ...this.graph, replicas: this.replicas },
      mesh: this.mesh,
      hosts: [],
      owner: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x-axon', uid: 'u' },
      versions: [...this.told.keys()].reverse().map((name, at) => this.wanted(name, this.told.size - at)),
      find: (kind, name) => this.objects.get(`${kind} ${name}`),
      readiness: (deployment) => this.readiness(deployment),
    });
    for (const object of apply) this.put(object);
    return [
      ...apply.map((object) => say(object)),
      ...reports.map(({ version, phase, message }) => `${version} is ${phase}: ${message}`),
      ...troubles.map(({ version, reason, message }) => `${version} ${reason}: ${message}`),
    ];
  }

  /** Until nothing more is to be done. */
  settle(): this {
    while (this.next().some((line) => line.startsWith('make '))) continue;
    return this;
  }

  private get graph() {
    return graph({ name: 'api', models: [model('m', ['a', 'b'])], rollout: this.rollout });
  }

  private wanted(name: string, number: number): WantedVersion {
    const { phase, absent } = this.told.get(name)!;
    const [run, data, times] = [`run-${name}`, `run-${name}`, { createdAt: 0, changedAt: 0 }];
    const version = { deployer: 'api', name, number, run, taskRun: name, hash: 'h', data, picks: [], phase, ...times };
    return {
      version: { ...version, reason: '' },
      isCounted: isUp(phase),
      graph: this.graph,
      spec: this.spec,
      objects: () => {
        if (absent && name === 'old')
          throw new ShapeFault({ reason: 'ShapeOutdated', message: 'what lies at rest is of another spec' });
        return this.objectsOf(name);
      },
    };
  }

  private readiness(deployment: string): Readiness {
    const [, version = '', server = 'gateway'] = /^x-([^-]+)(?:-m-(.+))?$/.exec(plain(deployment)) ?? [];
    return this.told.get(version)?.servers?.[server] ?? READY;
  }

  private objectsOf(version: string): readonly KubeObject[] {
    const backends = ['a', 'b'].map((backend) => versionBackendName('x', version, 'm', backend));
    const deployments = [...backends, versionGatewayName('x', version)];
    return [
      bare('Service', versionModelName('x', version, 'm')),
      ...deployments.flatMap((name) => [
        bare('Service', name),
        ...(this.mesh === 'istio' ? [bare('DestinationRule', name)] : []),
        bare('Deployment', name),
      ]),
    ];
  }

  private put(object: KubeObject): void {
    this.objects.set(`${object.kind} ${object.metadata.name}`, object);
  }
}

function bare(kind: Kind, name: string): KubeObject {
  const volumes = [{ name: 'spec', configMap: { name: 'spec-1' } }];
  const spec = kind === 'Deployment' ? { replicas: 1, template: { spec: { volumes } } } : {};
  return { apiVersion: 'v1', kind, metadata: { name }, spec };
}

/** Without the hash by which names of versions differ. */
const plain = (name: string) => name.replace(/-[0-9a-f]{8}$/, '');

/** An object to be made or changed; of a route also whom it asks, and how many of a hundred times. */
function say({ kind, metadata: { name }, spec }: KubeObject): string {
  const what = `make ${kind} ${plain(name)}`;
  if (kind === 'Deployment') {
    const [volume] = spec.template.spec.volumes as [{ configMap: { name: string } }];
    return `${what} x${spec.replicas} of ${volume.configMap.name}`;
  }
  if (kind === 'Service' && spec.selector !== undefined) return `${what} for ${spec.selector['myelin.io/version']}`;
  if (kind !== 'VirtualService') return what;
  const routes = spec.http as readonly {
    readonly route?: readonly { destination: { host: string }; weight?: number }[];
  }[];
  const shares = (routes.at(-1)?.route ?? []).map(
    ({ destination: { host }, weight }) => `${plain(host)} ${weight ?? 100}`,
  );
  return `${what} to ${shares.join(', ') || 'nobody'}`;
}

/** The newest gets a tenth, the one before it the rest. */
const CANARY = [split(0, 10, 1, 90)];

describe('one version', () => {
  test('is made whole first: servers, gateway, the routes to its backends; then it counts', () => {
    const deployer = new Deployer('istio').has({
      v1: { phase: 'Starting', absent: true, servers: { gateway: WAITING, a: WAITING, b: WAITING } },
    });
    expect(deployer.next()).toEqual([
      'make Service x-v1-m',
      ...['x-v1-m-a', 'x-v1-m-b', 'x-v1'].flatMap((name) => [
        `make Service ${name}`,
        `make DestinationRule ${name}`,
        `make Deployment ${name} x1 of spec-1`,
      ]),
      'make VirtualService x-v1-m to x-v1-m-a 1, x-v1-m-b 1',
      'make VirtualService x-api-versions to nobody',
    ]);
    expect(deployer.next()).toEqual([]);
    expect(deployer.has({ v1: { phase: 'Starting' } }).next()).toEqual([
      'v1 is Ready: every model has a backend that answers',
    ]);
    expect(deployer.has({ v1: { phase: 'Serving' } }).next()).toEqual([
      'make VirtualService x-api-versions to x-v1 100',
    ]);
    expect(deployer.next()).toEqual([]);
  });

  test.each<[string, Told['servers'] & object, readonly string[]]>([
    ['is Ready with one backend of two', { b: WAITING }, ['v1 is Ready: every model has a backend that answers']],
    ['waits while its gateway does not answer', { gateway: WAITING }, []],
    ['waits while a backend may still come up', { a: FAILED, b: WAITING }, ['v1 Failed: m: a gave up']],
    [
      'has failed once no backend of a model can come up',
      { a: FAILED, b: FAILED },
      ['v1 is Failed: m: a gave up; b gave up', 'v1 Failed: m: a gave up', 'v1 Failed: m: b gave up'],
    ],
    [
      'has failed with its gateway',
      { gateway: FAILED },
      ['v1 is Failed: the gateway gave up', 'v1 Failed: the gateway gave up'],
    ],
    [
      'tells what keeps a server',
      { a: { state: 'waiting', trouble: { reason: 'ErrImagePull', message: 'no such image' } }, b: WAITING },
      ['v1 ErrImagePull: m: a: no such image'],
    ],
  ])('%s', (_, servers, steps) => {
    expect(
      new Deployer('istio')
        .has({ v1: { phase: 'Starting', servers } })
        .settle()
        .next(),
    ).toEqual(steps);
  });

  test('that serves loses a backend: the others get its share, and nobody fails it', () => {
    const deployer = new Deployer('istio').has({ v1: { phase: 'Serving' } }).settle();
    expect(deployer.has({ v1: { phase: 'Serving', servers: { a: FAILED } } }).next()).toEqual([
      'make VirtualService x-v1-m to x-v1-m-b 100',
      'v1 Failed: m: a gave up',
    ]);
  });

  test('of which nobody answers any more keeps its routes, so that what comes back is found', () => {
    const deployer = new Deployer('istio').has({ v1: { phase: 'Serving' } }).settle();
    expect(deployer.has({ v1: { phase: 'Serving', servers: { a: WAITING, b: WAITING } } }).next()).toEqual([]);
    expect(deployer.has({ v1: { phase: 'Serving', servers: { gateway: WAITING } } }).next()).toEqual([]);
  });

  test('gets replicas and another spec by an edit, and nothing else', () => {
    const deployer = new Deployer('istio').has({ v1: { phase: 'Serving' } }).settle();
    deployer.replicas = 3;
    expect(deployer.edited('spec-2').next()).toEqual([
      'make Deployment x-v1 x3 of spec-2',
      'make Deployment x-v1-m-a x3 of spec-1',
      'make Deployment x-v1-m-b x3 of spec-1',
    ]);
    expect(deployer.next()).toEqual([]);
  });
});

describe('two versions', () => {
  const serving = () => new Deployer('istio', CANARY).has({ v1: { phase: 'Serving' } }).settle();

  test.each<[string, Told, readonly string[]]>([
    ['the newest gets nothing before it serves', { phase: 'Starting', servers: { gateway: WAITING } }, []],
    [
      'the newest gets its share once it serves',
      { phase: 'Serving' },
      ['make VirtualService x-api-versions to x-v2 10, x-v1 90'],
    ],
    ['one that failed gets nothing', { phase: 'Failed', servers: { gateway: WAITING } }, []],
  ])('%s', (_, v2, steps) => {
    const deployer = serving().has({ v2 });
    const lines = deployer.next().filter((line) => !line.startsWith('make VirtualService x-v2-m'));
    expect(lines).toEqual(steps);
  });

  test('one that serves and does not answer gives all to the other, and takes its share back', () => {
    const deployer = serving()
      .has({ v2: { phase: 'Serving' } })
      .settle();
    const away = { phase: 'Serving', servers: { gateway: WAITING } } as const;
    expect(deployer.has({ v2: away }).next()).toEqual(['make VirtualService x-api-versions to x-v1 100']);
    expect(deployer.has({ v2: { phase: 'Serving' } }).next()).toEqual([
      'make VirtualService x-api-versions to x-v2 10, x-v1 90',
    ]);
    expect(deployer.has({ v1: away, v2: away }).next()).toEqual([]);
  });

  test('a version whose shapes are gone is told, and the other is moved all the same', () => {
    const deployer = new Deployer('istio', CANARY).has({
      old: { phase: 'Serving', absent: true, servers: { gateway: WAITING } },
      v2: { phase: 'Serving' },
    });
    expect(deployer.next()).toEqual([
      'make VirtualService x-v2-m to x-v2-m-a 1, x-v2-m-b 1',
      'make VirtualService x-old-m to x-old-m-a 1, x-old-m-b 1',
      'make VirtualService x-api-versions to x-v2 100',
      'old ShapeOutdated: what lies at rest is of another spec',
    ]);
  });
});

describe('three versions', () => {
  const three = { v1: { phase: 'Serving' }, v2: { phase: 'Serving' }, v3: { phase: 'Serving' } } as const;

  test.each<[string, readonly RolloutRule[], Readonly<Record<string, Told>>, string]>([
    ['each index means one', [split(0, 10, 1, 30, 2, 60)], three, 'x-v3 10, x-v2 30, x-v1 60'],
    ['the third is kept and gets nothing', CANARY, three, 'x-v3 10, x-v2 90'],
    ['one in the middle that failed is not counted', CANARY, { ...three, v2: { phase: 'Failed' } }, 'x-v3 10, x-v1 90'],
    [
      'one in the middle that does not answer is not counted',
      CANARY,
      { ...three, v2: { phase: 'Serving', servers: { gateway: WAITING } } },
      'x-v3 10, x-v1 90',
    ],
    [
      'the newest that starts is not counted',
      CANARY,
      { ...three, v3: { phase: 'Starting', servers: { gateway: WAITING } } },
      'x-v2 10, x-v1 90',
    ],
  ])('%s', (_, rollout, versions, shares) => {
    const deployer = new Deployer('istio', rollout).has(versions);
    expect(deployer.next()).toContain(`make VirtualService x-api-versions to ${shares}`);
  });
});

describe('without a mesh', () => {
  test('the version that the rollout means most answers everything, and that is told', () => {
    const deployer = new Deployer('none', CANARY).has({ v1: { phase: 'Serving' }, v2: { phase: 'Serving' } });
    const told =
      'v2 NoMesh: without a mesh one version of api answers everything: its rollout asks for more, synthesize with mesh ' +
      'istio or gateway-api';
    expect(deployer.next()).toEqual(['make Service x-api-api for v1', told]);
    const away = { phase: 'Serving', servers: { gateway: WAITING } } as const;
    expect(deployer.has({ v1: away }).next()).toEqual(['make Service x-api-api for v2', told]);
  });

  test('a Service of the deployer that is not there is not made, but told', () => {
    const deployer = new Deployer('none').has({ v1: { phase: 'Serving' } });
    deployer.objects.delete('Service x-api-api');
    expect(deployer.next()).toEqual([
      'v1 ShapeMissing: there is no Service x-api-api, so nobody finds what serves: apply the files of one synth together',
    ]);
  });

  test('a mesh that comes says who answers first; only then does the Service select nobody', () => {
    const deployer = new Deployer('istio').has({ v1: { phase: 'Serving' } });
    const front = bare('Service', 'x-api-api');
    deployer.objects.set('Service x-api-api', { ...front, spec: { selector: { 'myelin.io/version': 'v1' } } });
    expect(deployer.next()).toEqual([
      'make VirtualService x-v1-m to x-v1-m-a 1, x-v1-m-b 1',
      'make VirtualService x-api-versions to x-v1 100',
      'make Service x-api-api for at-rest',
    ]);
  });
});
