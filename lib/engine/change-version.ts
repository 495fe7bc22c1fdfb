import type { VersionPhase } from './journal';
import type { VersionState } from './state';
import type { Turn } from './turn';

export function changeVersion(turn: Turn, version: VersionState, phase: VersionPhase, reason: string): void {
  turn.record({ type: 'VersionChanged', deployer: version.deployer, version: version.name, phase }, reason);
}
