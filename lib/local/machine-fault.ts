import { issue, type Issue } from '../spec/issue';
import { PortError } from '../control/server';
import { UnknownEntryError } from '../engine/apply';
import { UnknownSpecError } from './axon-memory';
import { LaunchError } from './process/supervisor';
import { StoreError } from './store/store-error';

/** A fault of the machine that a user can mend, as a diagnostic; undefined for a fault of this program. */
export function machineFault(fault: unknown): Issue | undefined {
  if (fault instanceof StoreError && fault.fault !== 'other') return issue('MYL3007', [], fault.message, fault.hint);
  if (fault instanceof UnknownEntryError) return issue('MYL3007', [], fault.message, fault.hint);
  if (fault instanceof UnknownSpecError) return issue('MYL3007', [], fault.message, fault.hint);
  if (fault instanceof PortError) return issue('MYL3008', [], fault.message, fault.hint);
  if (fault instanceof LaunchError) return issue('MYL3007', [], fault.message, fault.hint);
  return undefined;
}
