import { emptyState } from '../../../lib/engine/state';
import type { Kind, KubeObject } from '../../../lib/runtime/kube/kube';
import { LeaveTaking } from '../../../lib/runtime/serving/leave-taking';
import type { Axon } from '../../../lib/spec/axon';
import { AT_REST, VERSION_LABEL } from '../../../lib/spec/derive/labels';
import { graph } from '../../gateway/graphs';

const GRAPHS = [graph({ name: 'api' })];

/** The deployer `api` of the axon `x`: what there is in its namespace, and which versions are wanted. */
class World {
  objects: KubeObject[] = [];
  wanted: readonly string[] = [];
  now = 0;
  readonly kinds = new Set<string>(['Deployment', 'Service', 'Pod', 'VirtualService']);
  private readonly leaves: LeaveTaking;

  constructor() {
    const state = emptyState();
    state.deployers.set('api', { spec: 'spec-1', versions: [], lastNumber: 0 });
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the session shows what is wanted now
    const self = this;
    const session = {
      axon: { name: 'x' } as Axon,
      state,
      get wanted() {
        const versions = self.wanted.map((name) => ({ deployer: 'api', name }));
        return { attempts: [], stops: [], versions };
      },
      now: () => this.now,
    };
    this.leaves = new LeaveTaking(
      session,
      { all: () => this.objects, has: (kind) => this.kinds.has(kind) },
      (kind, name) => this.objects.find((one) => one.kind === kind && one.metadata.name === name),
    );
  }

  /** A version of which one server and one Service are left. */
  has(version: string): void {
    const labels = { [VERSION_LABEL]: version };
    this.objects.push(object('Deployment', version, { labels }), object('Service', version, { labels }));
  }

  routesTo(...hosts: readonly string[]): void {
    this.objects = this.objects.filter(({ kind }) => kind !== 'VirtualService');
    this.objects.push({ ...object('VirtualService', 'x-api-versions'), spec: { hosts } });
  }

  /** What goes, in words, and when to look again. */
  at(now: number, { graphs = GRAPHS, unseen = [] as readonly string[] } = {}) {
    this.now = now;
    const { gone, ...rest } = this.leaves.next(graphs, unseen);
    return { gone: gone.map(({ kind, metadata }) => `${kind} ${metadata.name}`), ...rest };
  }
}

function object(kind: Kind, name: string, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, ...metadata } };
}

const nothing = { gone: [], troubles: [] };

let world: World;
beforeEach(() => {
  world = new World();
  world.has('api-1');
});

describe('a version that should not serve any more', () => {
  test('stays while a route leads to it, and goes five seconds after the last one', () => {
    world.routesTo('api-1');
    expect(world.at(1000)).toEqual(nothing);
    world.routesTo('api-2');
    expect(world.at(60_000)).toEqual({ ...nothing, lookAt: 65_000 });
    expect(world.at(64_999)).toEqual({ ...nothing, lookAt: 65_000 });
    expect(world.at(65_000)).toEqual({ ...nothing, gone: ['Deployment api-1'] });
  });

  test('waits anew when a route came back meanwhile', () => {
    expect(world.at(0)).toEqual({ ...nothing, lookAt: 5000 });
    world.routesTo('api-1');
    expect(world.at(4000)).toEqual(nothing);
    world.routesTo();
    expect(world.at(6000)).toEqual({ ...nothing, lookAt: 11_000 });
  });

  test('waits anew when it was wanted meanwhile', () => {
    expect(world.at(0)).toEqual({ ...nothing, lookAt: 5000 });
    world.wanted = ['api-1'];
    expect(world.at(4000)).toEqual(nothing);
    world.wanted = [];
    expect(world.at(6000)).toEqual({ ...nothing, lookAt: 11_000 });
  });

  test('waits anew when all of it had gone meanwhile', () => {
    expect(world.at(0)).toEqual({ ...nothing, lookAt: 5000 });
    world.objects = [];
    expect(world.at(4000)).toEqual(nothing);
    world.has('api-1');
    expect(world.at(6000)).toEqual({ ...nothing, lookAt: 11_000 });
  });

  test('has its own time: the next to be looked at says when', () => {
    expect(world.at(0)).toEqual({ ...nothing, lookAt: 5000 });
    world.has('api-2');
    expect(world.at(3000)).toEqual({ ...nothing, lookAt: 5000 });
    expect(world.at(5000)).toEqual({ ...nothing, gone: ['Deployment api-1'], lookAt: 8000 });
  });

  test('is never what lies at rest', () => {
    world.objects = [];
    world.has(AT_REST);
    expect(world.at(0)).toEqual(nothing);
    expect(world.at(5000)).toEqual(nothing);
  });
});

describe('where it is not known which mesh a deployer has', () => {
  const unseen = ['api', 'beside'];
  const held = {
    gone: [],
    troubles: [
      {
        version: 'api-1',
        reason: 'ShapeMissing',
        message:
          'it should serve no more, and stays: without the gateway of api, beside at rest nobody knows which routes ' +
          'lead to it; apply the files of one synth together',
      },
    ],
  };

  test('and no route is seen, nothing goes, however long, and that is told', () => {
    world.kinds.delete('VirtualService');
    expect([world.at(0, { unseen }), world.at(60_000, { unseen })]).toEqual([held, held]);
  });

  test('nothing is told of a version of which only pods are left', () => {
    world.kinds.delete('VirtualService');
    world.objects = [object('Pod', 'api-1-a', { labels: { [VERSION_LABEL]: 'api-1' } })];
    expect(world.at(0, { unseen })).toEqual(nothing);
  });

  test('a version goes all the same where routes are seen', () => {
    world.at(0, { unseen });
    expect(world.at(5000, { unseen })).toEqual({ ...nothing, gone: ['Deployment api-1'] });
  });
});

test('routes of a deployer that was removed go with its versions, and its Service is git’s', () => {
  world.objects = [object('Service', 'x-api-api')];
  world.routesTo();
  expect(world.at(0)).toEqual(nothing);
  expect(world.at(0, { graphs: [] })).toEqual({ ...nothing, gone: ['VirtualService x-api-versions'] });
});
