import { ADMISSION_FAULTS } from './admission-faults';
import { ATTEMPT_FAULTS } from './attempt-faults';
import { COMPONENT_FAULTS } from './component-faults';
import { EDIT_FAULTS } from './edit-faults';
import type { Fault } from './fault';
import { RUNTIME_FAULTS } from './runtime-faults';
import { SURROUNDINGS_FAULTS } from './surroundings-faults';

export const FAULTS: readonly Fault[] = [
  ...RUNTIME_FAULTS,
  ...COMPONENT_FAULTS,
  ...ATTEMPT_FAULTS,
  ...ADMISSION_FAULTS,
  ...SURROUNDINGS_FAULTS,
  ...EDIT_FAULTS,
];
