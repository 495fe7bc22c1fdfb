import { inFormat } from './formats';
import { axonName } from './list-axons';
import type { ShownAxon } from './state-reader';
import { table } from './table';
import { linesText } from './text';
import { renderTree } from './tree';

/**
 * One axon, for a person or as data.
 *
 * @param format - `text`, `wide`, `name`, `json` or `yaml`
 * @param now - milliseconds since 1970
 */
export function showAxon(view: ShownAxon, format: string, now: number): string {
  const tree = () => linesText(renderTree(view, now, view.endpoints));
  return inFormat(format, view, {
    text: tree,
    wide: () => `${tree()}\n${tasks(view)}\n${sensors(view)}`,
    name: () => linesText([axonName(view)]),
  });
}

function tasks({ tasks: all }: ShownAxon): string {
  const rows = Object.entries(all).map(([name, { kind, phase, runs, reason }]) => [
    name,
    kind,
    phase,
    `${runs}`,
    reason,
  ]);
  return table([['TASK', 'KIND', 'PHASE', 'RUNS', 'REASON'], ...rows]);
}

function sensors({ sensors: all }: ShownAxon): string {
  const rows = Object.entries(all).map(([name, { pending, held, gated, lastRun }]) => [
    name,
    Object.entries(pending)
      .map(([trigger, events]) => `${trigger}: ${events}`)
      .join(', ') || '-',
    lastRun ?? '-',
    held ?? '-',
    gated ?? '-',
  ]);
  return table([['SENSOR', 'PENDING', 'LAST RUN', 'HELD', 'LAST GATED'], ...rows]);
}
