import { writeSource } from '../spec/source';
import type { ShownAxon } from './state-reader';
import { table } from './table';
import { renderTree } from './tree';

/**
 * One axon, for a person or as data.
 *
 * @param format - `text`, `wide`, `name`, `json` or `yaml`
 * @param now - milliseconds since 1970
 */
export function showAxon(view: ShownAxon, format: string, now: number): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(view, null, 2)}\n`;
    case 'yaml':
      return writeSource(view);
    case 'name':
      return `axon/${view.axon}\n`;
    case 'wide':
      return `${tree(view, now)}\n${tasks(view)}\n${sensors(view)}`;
    default:
      return tree(view, now);
  }
}

function tree(view: ShownAxon, now: number): string {
  return renderTree(view, now, view.endpoints)
    .map((line) => `${line}\n`)
    .join('');
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
