export { Axon } from './axon';
export type { AxonOptions, AxonProps, DesiredInput, SensorInput, TaskInput } from './axon-props';
export { AxonSpecError, ConstructUseError, type AxonFaults } from './axon-error';
export type { Issue } from '../spec/issue';
export type { Axon as ResolvedAxon } from '../spec/axon';
export type { AxonSpec } from '../spec/schema/axon';
