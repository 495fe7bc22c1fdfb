/**
 * The public API. Constructs have a sub-path of their own, `myelin/constructs`, so that reading an axon does not load cdk8s.
 */
export { loadAxons, resolveSpec, type Loaded, type LoadedAxon, type LoadOptions, type ResolvedSpec } from './spec/load';
export { axonJsonSchema, type JsonSchema } from './spec/json-schema';
export { formatPath, hasErrors, type Issue, type Path, type Position, type Severity } from './spec/issue';
export type { IssueCode } from './spec/issue-codes';
export type { ParameterValues } from './spec/parameters';
export { renderIssues, type Painter, type RenderOptions } from './spec/render';
export type { SourceDocument } from './spec/source';
export type {
  Action,
  AlertTrigger,
  Axon,
  Backend,
  CalendarTrigger,
  Condition,
  ContainerTask,
  DagNode,
  DeployTask,
  Duration,
  LifecycleTrigger,
  Model,
  ModelGraph,
  Objective,
  RestTrigger,
  Retention,
  RetryPolicy,
  RolloutRule,
  Route,
  RoutingRule,
  SecretKey,
  Sensor,
  SparkTask,
  Task,
  TaskImage,
  TrainTask,
  Trigger,
  Tuning,
} from './spec/axon';
export type { AxonDocument, AxonSpec } from './spec/schema/axon';
