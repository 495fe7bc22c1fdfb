import type { KubeObject } from './kube';

/** A Lease as a candidate has seen it. */
export interface SeenLease {
  /** @default - there is none */
  readonly lease?: KubeObject;
  /**
   * When the candidate first saw it held and renewed as it is now, by the candidate's own clock that never goes back:
   * clocks of two machines are never compared.
   */
  readonly since: number;
}

export type LeaseDecision =
  | { readonly kind: 'create' }
  /** It is ours, or was when this container ran before. */
  | { readonly kind: 'renew' }
  /** @param from - who held it; empty where nobody did */
  | { readonly kind: 'take'; readonly from: string }
  /** @param until - when it may be taken if it is not renewed, by the candidate's clock */
  | { readonly kind: 'wait'; readonly holder: string; readonly until: number };

/** How long a holder is believed in that does not say so itself. */
export const LEASE_DURATION = 15_000;

/** What somebody who would lead does about the Lease. @param now - by the clock of `seen.since` */
export function leaseDecision({ lease, since }: SeenLease, me: string, now: number): LeaseDecision {
  if (lease === undefined) return { kind: 'create' };
  const holder = holderOf(lease);
  if (holder === me) return { kind: 'renew' };
  if (holder === '') return { kind: 'take', from: '' };
  const until = since + durationOf(lease);
  return now >= until ? { kind: 'take', from: holder } : { kind: 'wait', holder, until };
}

export function holderOf(lease: KubeObject): string {
  const holder: unknown = lease['spec']?.holderIdentity;
  return typeof holder === 'string' ? holder : '';
}

/** Changes whenever the Lease is renewed, but not when somebody labels it. */
export function renewalOf(lease: KubeObject | undefined): string {
  return JSON.stringify(lease?.['spec'] ?? null);
}

/** What the Lease says once `me` holds it from now on. @param now - milliseconds since 1970, for people to read */
export function heldSpec(lease: KubeObject | undefined, me: string, now: number): object {
  const before = lease?.['spec'] ?? {};
  const isNew = lease === undefined || holderOf(lease) !== me;
  const time = microTime(now);
  return {
    ...before,
    holderIdentity: me,
    leaseDurationSeconds: LEASE_DURATION / 1000,
    acquireTime: isNew ? time : (before.acquireTime ?? time),
    renewTime: time,
    leaseTransitions: lease === undefined ? 0 : (before.leaseTransitions ?? 0) + (isNew ? 1 : 0),
  };
}

/** What it says once it is given up, so that the next one need not wait. */
export function releasedSpec(lease: KubeObject, now: number): object {
  return { ...lease['spec'], holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(now) };
}

function durationOf(lease: KubeObject): number {
  const seconds: unknown = lease['spec']?.leaseDurationSeconds;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : LEASE_DURATION;
}

/** As the API server reads it: microseconds, all six digits of them. */
function microTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000Z');
}
