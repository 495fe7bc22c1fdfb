import type { AxonReader } from './axon-reader';
import type { ControlClient } from './client';
import { CliError } from './exit';

/** The hands that move an axon now. @throws CliError where none do */
export function needHands(reader: AxonReader, axon: string): ControlClient {
  const hands = reader.hands();
  if (!reader.isRunning(axon)) throw new CliError(`myelin: the runner of this state folder does not run ${axon}`);
  return hands;
}
