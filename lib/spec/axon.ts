import type { CelExpression } from './lang/cel';
import type { Cron } from './lang/cron';
import type { PromqlExpr } from './lang/promql';
import type { SearchSpace } from './derive/search-space';
import type { BracketPlan } from './derive/bracket-plan';
import type { AxonSpec } from './schema/axon';
import type { DeployerSpec, MatchSpec } from './schema/deployer';
import type { EnvVar, ImageBuildSpec, MetricSpec, NetworkSpec } from './schema/workload';
import type { ContainerSpec, DeploySpec, SparkSpec, TrainSpec } from './schema/task';
import type { Path } from './issue';

/** A span of time in milliseconds. */
export type Duration = number;

/**
 * A resolved axon: what `resolve` makes of an `AxonSpec`.
 *
 * - Every name is a reference; every default is present; `desired` has been expanded into sensors.
 * - The small languages are parsed; nothing downstream parses or validates again.
 * - It is immutable and has no identity beyond its name: the same spec resolves to an equal axon.
 */
export interface Axon {
  readonly name: string;
  /** @default - that to which it is applied */
  readonly namespace?: string;
  /** The spec after expansion, as the ConfigMap and the journal keep it. */
  readonly spec: AxonSpec;
  /** Content hash of the spec, 16 hexadecimal digits. */
  readonly hash: string;
  /** By their names. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** Those that were written, and after them those that keep what is desired. */
  readonly sensors: readonly Sensor[];
  /** By their names. */
  readonly deployers: ReadonlyMap<string, ModelGraph>;
  /** Whether it is held: events queue, nothing starts. */
  readonly suspend: boolean;
  /** Versions kept beyond the highest rollout index in use. */
  readonly keepVersions: number;
  /** Of what has ended, how much is kept. */
  readonly retention: Retention;
}

export interface Retention {
  /** Ended runs kept. */
  readonly runs: number;
  /** Retired versions whose files are kept. */
  readonly versions: number;
  /** Trials of an ended study whose files are kept. */
  readonly trials: number;
}

// ---- tasks -----------------------------------------------------------------------------------------------------------

export type TaskImage =
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'build'; readonly build: ImageBuildSpec };

export interface RetryPolicy {
  /** Attempts beyond the first. */
  readonly limit: number;
  readonly policy: 'Always' | 'OnFailure' | 'OnError';
  readonly backoff: { readonly duration: Duration; readonly factor: number; readonly max?: Duration };
}

interface TaskCommon {
  readonly name: string;
  readonly path: Path;
  readonly image?: TaskImage;
  readonly env: readonly EnvVar[];
  readonly retry: RetryPolicy;
  readonly timeout?: Duration;
  readonly queueTimeout?: Duration;
  /** Present when results may be reused; `key` adds to what the content hash covers. */
  readonly cache?: { readonly key?: string };
  readonly network: NetworkSpec;
}

export interface ContainerTask extends TaskCommon {
  readonly kind: 'container';
  readonly spec: ContainerSpec;
}

export interface TrainTask extends TaskCommon {
  readonly kind: 'train';
  readonly spec: TrainSpec;
  readonly metrics: readonly MetricSpec[];
  readonly objective?: Objective;
  readonly tuning?: Tuning;
}

export interface DeployTask extends TaskCommon {
  readonly kind: 'deploy';
  readonly spec: DeploySpec;
  readonly metrics: readonly MetricSpec[];
  /** Port on which the code listens unless told otherwise. */
  readonly port: number;
  readonly endpointRestType: 'Multipart' | 'Json' | 'V2';
}

export interface SparkTask extends TaskCommon {
  readonly kind: 'spark';
  readonly spec: SparkSpec;
}

export type Task = ContainerTask | TrainTask | DeployTask | SparkTask;

export interface Objective {
  readonly metric: string;
  readonly direction: 'less' | 'greater';
}

export interface Tuning {
  readonly plan: BracketPlan;
  readonly space: SearchSpace;
  readonly concurrency: number;
  readonly seed: number;
  readonly maxFailures?: number;
}

// ---- sensors ---------------------------------------------------------------------------------------------------------

/**
 * Listens and starts.
 *
 * - Fires when every trigger (with `policy: Any`, one) has a pending event; with no trigger, once per incarnation.
 * - Conditions, `when` and the `when` of consumed triggers are evaluated at firing; false consumes the events.
 */
export interface Sensor {
  readonly name: string;
  readonly path: Path;
  readonly triggers: readonly Trigger[];
  readonly policy: 'All' | 'Any';
  readonly conditions: readonly Condition[];
  readonly when?: CelExpression;
  readonly filter?: CelExpression;
  readonly actions: readonly Action[];
  readonly cooldown: Duration;
  readonly debounce: Duration;
  readonly concurrency: 'Forbid' | 'Replace' | 'Allow';
  /** Runs of this sensor at once; 1 unless `Allow`. */
  readonly maxInFlight: number;
  readonly suspend: boolean;
  /** The only deployer that this sensor starts; what `deployed` means in its `when`. */
  readonly deployer?: ModelGraph;
}

export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

export interface RestTrigger {
  readonly kind: 'rest';
  readonly name: string;
  readonly path: Path;
  readonly when?: CelExpression;
  readonly auth?: { readonly token?: SecretKey; readonly hmac?: SecretKey };
}

export interface LifecycleTrigger {
  readonly kind: 'lifecycle';
  readonly name: string;
  readonly path: Path;
  readonly when?: CelExpression;
  readonly condition: 'Running' | 'Succeeded' | 'Failed' | 'Finished';
  readonly subject:
    { readonly kind: 'task'; readonly task: Task } | { readonly kind: 'deployer'; readonly deployer: ModelGraph };
}

export interface AlertTrigger {
  readonly kind: 'alert';
  readonly name: string;
  readonly path: Path;
  /** As written. */
  readonly condition: string;
  /** Bound to this axon: matchers for axon and newest added. */
  readonly query: PromqlExpr;
  /** Metrics that the axon's code reports and the query reads. */
  readonly metrics: readonly string[];
  readonly for: Duration;
  readonly interval: Duration;
  /** Time between two emissions of one uninterrupted Firing. */
  readonly cooldown: Duration;
}

export interface CalendarTrigger {
  readonly kind: 'calendar';
  readonly name: string;
  readonly path: Path;
  readonly cron: Cron;
  readonly catchUp: boolean;
}

export type Trigger = RestTrigger | LifecycleTrigger | AlertTrigger | CalendarTrigger;

/** The published gate: a comparison over the named task's last run, `"{{train_accuracy}} > 0.95"`. */
export interface Condition {
  readonly name: string;
  readonly path: Path;
  readonly source: string;
  readonly query: PromqlExpr;
  readonly metrics: readonly string[];
  readonly task: Task;
}

interface ActionCommon {
  readonly path: Path;
  /** What other actions of the sensor call it in `needs`: its task's or deployer's name. */
  readonly name: string;
  readonly env: readonly EnvVar[];
  /** Indices of the actions that must have Succeeded before this one starts. */
  readonly needs: readonly number[];
}

export type Action =
  | (ActionCommon & { readonly kind: 'execute' | 'train'; readonly task: ContainerTask | TrainTask | SparkTask })
  | (ActionCommon & { readonly kind: 'deploy'; readonly deployer: ModelGraph });

// ---- serving ---------------------------------------------------------------------------------------------------------

/** A deployer: models, their backends, and the routes on which they answer together. */
export interface ModelGraph {
  readonly name: string;
  readonly path: Path;
  readonly replicas: number;
  readonly rollout: readonly RolloutRule[];
  readonly models: readonly Model[];
  readonly routes: readonly Route[];
  readonly spec: DeployerSpec;
}

/** Level one: across versions. The first rule whose match holds decides. */
export interface RolloutRule {
  readonly match?: MatchSpec;
  readonly destinations: readonly { readonly index: number; readonly weight: number }[];
  readonly shadow?: { readonly index: number };
}

export interface Model {
  readonly name: string;
  readonly backends: readonly Backend[];
  /** Level two: across backends. */
  readonly routing: readonly RoutingRule[];
}

export interface RoutingRule {
  readonly match?: MatchSpec;
  readonly destinations: readonly { readonly backend: string; readonly weight: number }[];
  readonly shadow?: { readonly backend: string };
}

export interface Backend {
  readonly name: string;
  readonly trainer?: TrainTask;
  readonly deploy: DeployTask;
  readonly selection: 'best' | 'latest';
}

export interface Route {
  readonly path: string;
  /** In an order in which every node comes after its dependencies. */
  readonly nodes: readonly DagNode[];
  /** Index of the node on which nobody depends: its answer is the route's. */
  readonly sink: number;
}

export interface DagNode {
  readonly model: string;
  /** Path asked of the model's backends. */
  readonly path: string;
  readonly dependencies: readonly number[];
  readonly includeInput: boolean;
  /** A model outside the axon, called by this address. */
  readonly fullPath?: string;
  /** @default - that of the backend's deploy task; Multipart for an outside model */
  readonly endpointRestType?: 'Multipart' | 'Json' | 'V2';
}
