export { Axon } from './axon';
export type { AxonOptions, AxonProps } from './axon-props';
export { Cluster } from './cluster';
export { AxonRuntime } from './axon-runtime';
export type { AxonRuntimeProps } from './runtime/runtime-props';
export { AxonStore, type ClaimProps } from './axon-store';
export { AxonSpecError, ConstructUseError, type AxonFaults, type UseFault } from './axon-error';
export {
  Artifact,
  type ArtifactProps,
  type GitArtifactProps,
  type LocalArtifactProps,
  type S3ArtifactProps,
  type SecretKeyRef,
} from './artifact';
export { Image, type DockerfileProps, type ImageBuildProps, type S2iProps } from './image';

export type { EnvVarProps, NetworkProps, ResourcesProps, RetryProps, WorkloadProps } from './tasks/workload';
export { Task } from './tasks/task';
export { ContainerTask, type ContainerTaskProps } from './tasks/container-task';
export { TrainTask, type TrainTaskProps } from './tasks/train-task';
export { DeployTask, type DeployTaskProps } from './tasks/deploy-task';
export { SparkTask, type SparkTaskProps } from './tasks/spark-task';
export { Metric, type MetricType } from './metric';
export type { ComparableMetric, Comparison } from './comparable-metric';
export { MetricSeries, ServingMetric, WindowedMetric } from './serving-metric';
export { MetricComparison, TrainingMetric } from './training-metric';
export type { AlertCondition } from './alert-condition';
export { Objective } from './objective';
export { Tuning, type TuningProps } from './tuning';
export { SearchSpace, type CategoricalValue, type CategoricalProps, type NumericalProps } from './search-space';

export { Sensor, type SensorProps } from './sensor';
export { Trigger } from './trigger';
export type { AlertTriggerProps, CalendarTriggerProps, LifecycleTriggerProps, RestTriggerProps } from './trigger-props';
export { Action, type ActionProps } from './action';
export { Condition, type ConditionProps } from './condition';
export { Gate } from './gate';

export { Deployer } from './deployer';
export { ModelGraph, type ModelGraphProps } from './model-graph';
export { DesiredModel, type DesiredModelProps } from './desired-model';
export { Model, type ModelProps } from './model';
export { Backend, type BackendProps, type ModelSelection } from './backend';
export { DagNode, type DagNodeProps, type NodeKind } from './dag-node';
export {
  BackendRouting,
  Rollout,
  Routing,
  type BackendRoutingProps,
  type BackendShare,
  type MatchProps,
  type RolloutProps,
  type StringMatch,
  type VersionShare,
} from './routing';

export type { Kind } from './construct-use';
export type { KubernetesObject } from './kubernetes-object';
export type { Issue } from '../spec/issue';
export type { Axon as ResolvedAxon } from '../spec/axon';
export type { AxonSpec } from '../spec/schema/axon';
export { manifestsOf, writeManifests, type Manifest } from './synth/manifests';
export type { AddressRange, Caller, SurroundingsProps } from '../spec/derive/surroundings';
