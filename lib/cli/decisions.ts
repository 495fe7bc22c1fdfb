import type { Entry } from '../engine/journal';

/** Whether an entry of the journal is a decision, of a person too, or a failure that one may rest on: what `get --why` and `run` tell. */
export function isDecision(entry: Entry): boolean {
  switch (entry.type) {
    case 'RunStarted':
    case 'SensorGated':
    case 'SensorHeld':
    case 'VersionCreated':
    case 'VersionChanged':
    case 'RollbackStarted':
    case 'RolledBack':
    case 'RollbackFailed':
    case 'PromotionStarted':
    case 'Promoted':
    case 'PromotionFailed':
    case 'AlertChanged':
    case 'StudyDecided':
    case 'Paused':
    case 'Resumed':
      return true;
    case 'TaskRunEnded':
      return entry.phase === 'Failed';
    default:
      return false;
  }
}
