/** What the hands of one machine use of this folder. */
export { type Exit, type Exited, type Lost } from './attempt-files';
export { inspect, type ProcessState } from './inspect';
export { launch, LaunchError, type ProcessSpec, type Running } from './launch';
export { terminate } from './terminate';
export { waitFor } from './wait';
