export { Axon } from './axon';
export type { AxonOptions, AxonProps, DesiredInput, SensorInput, TaskInput } from './axon-props';
export { AxonSpecError, ConstructUseError, type AxonFaults } from './axon-error';
