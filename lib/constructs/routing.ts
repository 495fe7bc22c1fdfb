import { ConstructUseError } from './axon-error';
import { allUses, eachUse } from './all-uses';
import { expectKind, expectList } from './construct-use';
import { Backend } from './backend';
import { expectKeys, type Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';

/** Text that equals the given one, or begins with it, or matches it as a whole. */
export type StringMatch = string | { readonly exact?: string; readonly prefix?: string; readonly regex?: string };

/** Requests that a rule applies to: all that is given must hold. */
export interface MatchProps {
  /** @default - any */
  readonly headers?: Readonly<Record<string, StringMatch>>;
  /**
   * The path, or how it begins.
   * @default - any
   */
  readonly path?: StringMatch;
  /** @default - any */
  readonly cookie?: Readonly<Record<string, StringMatch>>;
  /** @default - any */
  readonly query?: Readonly<Record<string, StringMatch>>;
}

/** A share of the traffic across versions. */
export interface VersionShare {
  /** 0 is the newest version, 1 the one before; an index past the oldest means the oldest. */
  readonly version: number;
  /**
   * Its share of the sum of weights.
   * @default 100
   */
  readonly weight?: number;
}

/** A share of the traffic across the backends of a model. */
export interface BackendShare {
  /** One of the same model. */
  readonly backend: Backend;
  /**
   * Its share of the sum of weights.
   * @default 100
   */
  readonly weight?: number;
}

/** For whom a rule across versions is, and what happens beside it. */
export interface RolloutProps {
  /** @default - all requests */
  readonly match?: MatchProps;
  /**
   * Index of the version that gets a copy of the traffic.
   * @default - none
   */
  readonly shadow?: number;
  /**
   * Move the traffic in steps: shares of the newest version in percent. This release does not run it (MYL1602, MYL1603).
   * @default - it moves at once
   */
  readonly progressive?: {
    readonly steps: readonly number[];
    /** Time on each step. @default - as the language says */
    readonly interval?: string;
    /** What must hold to go on. @default - nothing */
    readonly gate?: string;
    /** @default 'rollback' */
    readonly onFail?: 'rollback' | 'pause';
  };
}

/** For whom a rule across backends is, and what happens beside it. */
export interface BackendRoutingProps {
  /** @default - all requests */
  readonly match?: MatchProps;
  /**
   * The backend that gets a copy of the traffic.
   * @default - none
   */
  readonly shadow?: Backend;
  /**
   * Keep a caller at one backend. This release does not run it (MYL1604).
   * @default - each request is shared anew
   */
  readonly sticky?: true | KubernetesObject;
  /**
   * Learn the weights: `reward` is the metric to maximise, `floor` the least share of each backend.
   * This release does not run it (MYL1605).
   * @default - they stay
   */
  readonly bandit?: {
    readonly policy: 'Thompson' | 'EpsilonGreedy' | 'UCB';
    readonly reward: string;
    /** @default - none */
    readonly floor?: number;
  };
  /**
   * Judge the answers of the shadow. This release does not run it (MYL1606).
   * @default - they are dropped
   */
  readonly compare?: true | KubernetesObject;
}

/**
 * How traffic is shared. Of several rules the first whose match holds decides.
 *
 * @example
 * ```ts
 * const model = graph.addModel('shared');
 * const [large, small] = [model.addBackend('large', { train, deploy }), model.addBackend('small', { deploy })];
 * model.addRouting(
 *   Routing.backends([{ backend: small }], { match: { headers: { 'x-plan': 'free' } } }),
 *   Routing.backends([{ backend: large, weight: 90 }, { backend: small, weight: 10 }]),
 * );
 * graph.addRoute('/shared', [model]);
 * ```
 */
export abstract class Routing {
  /** Across versions: `Routing.rollout([{ version: 0, weight: 90 }, { version: 1, weight: 10 }])`. */
  static rollout(destinations: readonly VersionShare[], props: RolloutProps = {}): Rollout {
    return Rollout._of(destinations, props);
  }

  /** Across the backends of a model. */
  static backends(destinations: readonly BackendShare[], props: BackendRoutingProps = {}): BackendRouting {
    return BackendRouting._of(destinations, props);
  }
}

/** A rule across versions. */
export class Rollout {
  private constructor(
    private readonly destinations: readonly VersionShare[],
    private readonly props: RolloutProps,
  ) {}

  /** @internal */
  static _of(destinations: readonly VersionShare[], props: RolloutProps): Rollout {
    return new Rollout(destinations, props);
  }

  /** @internal */
  _toDocument(construct: string, what: string): KubernetesObject {
    expectKeys(construct, what, this.props, ROLLOUT_KEYS);
    const { shadow, ...props } = this.props;
    return {
      ...props,
      destinations: expectDestinations(construct, this.destinations).map(({ version, ...share }) => ({
        destinationIndex: version,
        ...share,
      })),
      shadow: shadow === undefined ? undefined : { destinationIndex: shadow },
    };
  }
}

/** A rule across the backends of a model. */
export class BackendRouting {
  private constructor(
    private readonly destinations: readonly BackendShare[],
    private readonly props: BackendRoutingProps,
  ) {}

  /** @internal */
  static _of(destinations: readonly BackendShare[], props: BackendRoutingProps): BackendRouting {
    return new BackendRouting(destinations, props);
  }

  /** @internal */
  _toDocument(construct: string, model: string, backends: readonly Backend[]): KubernetesObject {
    expectKeys(construct, `a rule of the model ${model}`, this.props, BACKEND_ROUTING_KEYS);
    const { shadow, ...props } = this.props;
    const nameOf = (backend: unknown): string => {
      const at = `a destination of the model ${model}`;
      const checked = expectKind(construct, at, backend, [Backend], 'a Backend');
      if (backends.includes(checked)) return checked.name;
      throw new ConstructUseError(construct, `the backend ${checked.name} is none of the model ${model}`);
    };
    const [destinations, copied] = allUses(
      () =>
        eachUse(expectDestinations(construct, this.destinations), ({ backend, ...share }) => ({
          destinationName: nameOf(backend),
          ...share,
        })),
      () => (shadow === undefined ? undefined : nameOf(shadow)),
    );
    return {
      ...props,
      destinations,
      shadow: copied === undefined ? undefined : { destinationName: copied },
    };
  }
}

function expectDestinations<T>(construct: string, destinations: readonly T[]): readonly T[] {
  return expectList(construct, 'destinations', destinations, [Object], 'an object') as readonly T[];
}

const ROLLOUT_KEYS: Keys<RolloutProps> = { match: true, shadow: true, progressive: true };

const BACKEND_ROUTING_KEYS: Keys<BackendRoutingProps> = {
  match: true,
  shadow: true,
  sticky: true,
  bandit: true,
  compare: true,
};
