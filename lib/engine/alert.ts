import type { AlertTrigger } from '../spec/axon';

/**
 * What an alert is: Prometheus' three states, and Unknown when there is no answer (no samples, or nobody to ask).
 * Unknown never fires, and is shown: silence is not health.
 */
export type AlertPhase = 'Inactive' | 'Pending' | 'Firing' | 'Unknown';

/** What the query gave at one instant. */
export type AlertSample =
  | { readonly kind: 'answer'; readonly active: boolean; readonly value?: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * - `activatedAt` is when the condition began to hold; it survives Unknown, so that a gap in the answers neither fires
 *   again nor shortens `for`.
 * - `emissions` counts the events of the present activation; the first is emitted on entering Firing.
 */
export interface AlertState {
  readonly phase: AlertPhase;
  readonly activatedAt?: number;
  readonly value?: number;
  readonly emissions: number;
  /** Id of the last event emitted. */
  readonly lastEvent?: string;
  /** When the phase was entered. */
  readonly since: number;
}

export const INITIAL_ALERT: AlertState = { phase: 'Unknown', emissions: 0, since: 0 };

export interface AlertVerdict {
  readonly phase: AlertPhase;
  readonly activatedAt?: number;
  readonly reason: string;
}

/** The phase that a sample leads to. Pure: the caller journals a change and ignores the rest. */
export function judge(
  trigger: Pick<AlertTrigger, 'condition' | 'for'>,
  state: AlertState,
  sample: AlertSample,
  now: number,
): AlertVerdict {
  const { condition } = trigger;
  if (sample.kind === 'unknown') {
    return { phase: 'Unknown', activatedAt: state.activatedAt, reason: `no answer for ${condition}: ${sample.reason}` };
  }
  const shown = sample.value === undefined ? '' : `, the value is ${formatValue(sample.value)}`;
  if (!sample.active) return { phase: 'Inactive', reason: `${condition} does not hold` };

  const activatedAt = state.activatedAt ?? now;
  const held = now - activatedAt;
  if (held < trigger.for) {
    return {
      phase: 'Pending',
      activatedAt,
      reason: `${condition} holds${shown}; it fires after ${trigger.for / 1000} s`,
    };
  }
  const lasting = trigger.for > 0 ? ` for ${Math.round(held / 1000)} s` : '';
  return { phase: 'Firing', activatedAt, reason: `${condition} has held${lasting}${shown}` };
}

/** Six significant digits: what a person compares with a threshold. */
export function formatValue(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
