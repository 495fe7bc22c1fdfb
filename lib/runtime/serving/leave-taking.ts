import type { ModelGraph } from '../../spec/axon';
import { AT_REST } from '../../spec/derive/labels';
import { deployerName, deployerRoutesName, labelValue } from '../../spec/derive/names';
import type { Session } from '../hand';
import type { KubeObject } from '../kube/kube';
import type { Followed } from './followed';
import { byVersion, leadsTo, leave } from './leaving';
import type { VersionTrouble } from './plan';
import type { Find } from './shape';

/** Kinds that lead to versions where there is a mesh: which it is says the gateway at rest. */
const ROUTES = ['VirtualService', 'HTTPRoute'] as const;

/** What is to be taken away now, and when to look again. */
export interface Farewell {
  readonly gone: readonly KubeObject[];
  /** Milliseconds since 1970. @default - when something changes */
  readonly lookAt?: number;
  readonly troubles: readonly VersionTrouble[];
}

/**
 * Which versions of an axon end, and how far each is: it remembers since when no route leads to one.
 *
 * - What no route is seen to lead to may be led to by one that cannot be seen: while it is not known of every deployer which
 *   mesh it has, and no kind of route is followed, nothing ends, and that is told.
 */
export class LeaveTaking {
  private readonly quiet = new Map<string, number>();

  constructor(
    private readonly session: Pick<Session, 'axon' | 'state' | 'wanted' | 'now'>,
    private readonly followed: Pick<Followed, 'all' | 'has'>,
    private readonly find: Find,
  ) {}

  /**
   * @param graphs - of deployers that serve
   * @param unseen - names of those of which it is not known which mesh they have
   */
  next(graphs: readonly ModelGraph[], unseen: readonly string[]): Farewell {
    const { session } = this;
    const stay = new Set([AT_REST, ...session.wanted.versions.map(({ name }) => labelValue(name))]);
    const groups = byVersion(this.followed.all());
    for (const label of this.quiet.keys()) if (!groups.has(label) || stay.has(label)) this.quiet.delete(label);
    const leaving = [...groups].filter(([label]) => !stay.has(label));
    if (unseen.length > 0 && !ROUTES.some((kind) => this.followed.has(kind))) {
      // Pods go on for a while when all else has gone.
      const held = leaving.filter(([, objects]) => objects.some(({ kind }) => kind !== 'Pod'));
      return { gone: [], troubles: held.map(([version]) => heldBack(version, unseen)) };
    }
    const routes = this.routesOf([...session.state.deployers.keys()]);
    const leaves = leaving.map(([label, objects]) => {
      const hosts = objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
      const isRouted = routes.some((route) => leadsTo(route, label, hosts));
      if (isRouted) this.quiet.delete(label);
      else if (!this.quiet.has(label)) this.quiet.set(label, session.now());
      const since = this.quiet.get(label);
      const quiet = since === undefined ? {} : { quietSince: since };
      return leave({ label, objects, isRouted, ...quiet }, session.now());
    });
    // Of a deployer that was removed, and whose versions have been retired.
    const served = new Set(graphs.map(({ name }) => name));
    const removed = [...session.state.deployers.keys()].filter((name) => !served.has(name));
    const left = this.routesOf(removed).filter(({ kind }) => kind !== 'Service');
    const lookAt = Math.min(...leaves.map((one) => one.lookAt ?? Infinity));
    return {
      gone: [...leaves.flatMap(({ gone }) => gone), ...left],
      ...(lookAt === Infinity ? {} : { lookAt }),
      troubles: [],
    };
  }

  /** What may lead to a version; Services of deployers are in git, what they select is not. */
  private routesOf(deployers: readonly string[]): readonly KubeObject[] {
    const kinds = ([...ROUTES, 'Service'] as const).filter((kind) => this.followed.has(kind));
    return kinds.flatMap((kind) => {
      const nameOf = kind === 'Service' ? deployerName : deployerRoutesName;
      return deployers.flatMap((name) => this.find(kind, nameOf(this.session.axon.name, name)) ?? []);
    });
  }
}

function heldBack(version: string, deployers: readonly string[]): VersionTrouble {
  const message =
    `it should serve no more, and stays: without the gateway of ${deployers.join(', ')} at rest nobody knows which ` +
    'routes lead to it; apply the files of one synth together';
  return { version, reason: 'ShapeMissing', message };
}
