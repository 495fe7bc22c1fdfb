import type { SecretKeyRef } from './artifact';
import type { Gate } from './gate';
import type { Keys } from './known-keys';

/** What of the runs of a task, or of the versions of a deployer, a trigger takes. */
export interface LifecycleTriggerProps {
  /** @default - the name of what it listens to, and what it listens for: `Train-succeeded` */
  readonly name?: string;
  /**
   * What must hold when the sensor fires, a text is CEL.
   * @default - nothing
   */
  readonly when?: Gate | string;
}

/** Who may call a trigger, and what must hold. */
export interface RestTriggerProps {
  /**
   * Who may call it: Secrets with a bearer token, or with the key of a signature.
   * @default - anyone who reaches it
   */
  readonly auth?: { readonly token?: SecretKeyRef; readonly hmac?: SecretKeyRef };
  /**
   * What must hold when the sensor fires, a text is CEL.
   * @default - nothing
   */
  readonly when?: Gate | string;
}

/** When a condition over metrics counts, and how often it is asked. */
export interface AlertTriggerProps {
  /** @default 'alert', 'alert-2' for the second of a sensor without a name */
  readonly name?: string;
  /**
   * How long the condition must hold, such as `1m`.
   * @default - it counts at once
   */
  readonly for?: string;
  /**
   * How often it is asked.
   * @default '15s'
   */
  readonly interval?: string;
  /**
   * Quiet time after it has fired, if it goes on.
   * @default '10m'
   */
  readonly cooldown?: string;
}

/** What the times of a calendar are times of. */
export interface CalendarTriggerProps {
  /** @default 'calendar', 'calendar-2' for the second of a sensor without a name */
  readonly name?: string;
  /**
   * IANA name of a time zone.
   * @default 'UTC'
   */
  readonly timezone?: string;
  /**
   * Fire for each time that was missed, oldest first; of more than 100 for the last 100.
   * @default false
   */
  readonly catchUp?: boolean;
}

/** All keys of each kind. */
export const TRIGGER_KEYS: {
  readonly lifecycle: Keys<LifecycleTriggerProps>;
  readonly rest: Keys<RestTriggerProps>;
  readonly alert: Keys<AlertTriggerProps>;
  readonly calendar: Keys<CalendarTriggerProps>;
} = {
  lifecycle: { name: true, when: true },
  rest: { auth: true, when: true },
  alert: { name: true, for: true, interval: true, cooldown: true },
  calendar: { name: true, timezone: true, catchUp: true },
};
