import { inFormat } from './formats';
import { axonName } from './list-axons';
import type { ShownAxon } from './axon-reader';
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
  const text = () => linesText(tree(view, now));
  return inFormat(format, view, {
    text,
    wide: () => `${text()}\n${tasks(view)}\n${sensors(view)}`,
    name: () => linesText([axonName(view)]),
  });
}

function tree(view: ShownAxon, now: number): string[] {
  const [head = '', ...rest] = renderTree(view, now);
  // Without a runner "Running" and "Serving" are what the journal says, and no process.
  return [
    view.endpoints === undefined ? `${head}; no runner has it now, this is what the last one left` : head,
    ...rest,
  ];
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
