import type { Axon } from '../../spec/axon';
import { canonicalJson } from '../../spec/canonical';
import { VERSION_LABEL } from '../../spec/derive/labels';
import type { Condition } from '../hand';
import type { KubeObject } from '../kube/kube';
import type { Refused } from './applier';
import type { VersionTrouble } from './plan';

interface About {
  readonly object: KubeObject;
  readonly condition: Condition;
}

/** What keeps versions from going on: a condition as long as it lasts, and of what somebody should look at one Event. */
export class ShownTroubles {
  private shown: ReadonlyMap<string, Condition> = new Map();
  private warned: ReadonlySet<string> = new Set();

  /** @param warn - told once of an object that the API server does not take, or that somebody edited */
  constructor(private readonly warn: (object: KubeObject, condition: Condition) => void) {}

  get conditions(): readonly Condition[] {
    return [...this.shown.values()];
  }

  /** In place of what was shown before. */
  show(axon: Pick<Axon, 'name'>, now: number, troubles: readonly VersionTrouble[], refusals: readonly Refused[]): void {
    const next = new Map<string, Condition>();
    const about: About[] = [];
    for (const { version, reason, message, object } of troubles) {
      const key = canonicalJson([version, reason, object?.metadata.name ?? '']);
      const since = this.shown.get(key)?.since ?? now;
      const condition = { kind: 'version' as const, name: version, reason, message, since };
      next.set(key, condition);
      if (object !== undefined) about.push({ object, condition });
    }
    for (const refused of refusals) {
      const condition = { ...conditionOf(refused, axon), since: refused.since };
      next.set(canonicalJson(condition), condition);
      about.push({ object: refused.object, condition });
    }
    this.shown = next;
    this.warnOnce(about);
  }

  /** Of each once, while it lasts. */
  private warnOnce(about: readonly About[]): void {
    const now = new Set<string>();
    for (const { object, condition } of about) {
      const key = canonicalJson([object.kind, object.metadata.name, condition.reason, condition.since]);
      if (!this.warned.has(key)) this.warn(object, condition);
      now.add(key);
    }
    this.warned = now;
  }
}

function conditionOf({ object, reason, message }: Refused, axon: Pick<Axon, 'name'>): Omit<Condition, 'since'> {
  const version = object.metadata.labels?.[VERSION_LABEL];
  const about =
    version === undefined
      ? ({ kind: 'axon', name: axon.name } as const)
      : ({ kind: 'version', name: version } as const);
  return { ...about, reason, message };
}
