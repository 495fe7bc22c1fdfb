import type { Axon } from '../axon';
import type { Issue } from '../issue';

export function checkAxon(axon: Axon, complete: boolean): readonly Issue[] {
  void axon;
  void complete;
  return [];
}
