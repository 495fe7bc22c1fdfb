/**
 * Something that happened, in the shape of a CloudEvent.
 *
 * - `id` is derived from the cause, so that the same happening delivered twice has one id.
 * - `time` is when it happened, in milliseconds since 1970, not when it was heard; of a call it is when that was heard, by the
 *   loop's clock.
 */
export interface AxonEvent {
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  /** The task, deployer, trigger or schedule that it is about. */
  readonly subject: string;
  readonly time: number;
  readonly data: EventData;
}

export type EventType = 'start' | 'rest' | 'calendar' | 'alert' | 'task' | 'deployer';

export interface EventData {
  /** Body of a Rest trigger. */
  readonly body?: unknown;
  /** Of a task event: the task run it reports. */
  readonly taskRun?: string;
  /** Of a deployer event, or of a deploy task's: the version it reports. */
  readonly version?: string;
  readonly phase?: 'Running' | 'Succeeded' | 'Failed';
  /** Final metrics of a task run. */
  readonly metrics?: Metrics;
  /** Of an alert: the value that the query gave. */
  readonly value?: number;
}

/** Metric values by name. */
export type Metrics = Readonly<Record<string, number>>;
