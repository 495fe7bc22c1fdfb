import pc from 'picocolors';
import { diffAxons, type AxonChange, type AxonDiff, type ComparedAxon } from '../spec/diff/axon-diff';
import { placeWords } from '../spec/diff/tell';
import type { Document } from './documents';
import { linesText } from './text';

/** The axons of a document that has no errors, as they are compared. */
export function comparedAxons(
  { axons }: Pick<Document, 'axons'>,
  known: Pick<ComparedAxon, 'changedFiles' | 'images'> = {},
): readonly ComparedAxon[] {
  return axons.flatMap(({ spec, axon }) =>
    spec === undefined || axon === undefined ? [] : [{ spec, axon, ...known }],
  );
}

export { diffAxons };

/** Whether anything differs. */
export function differs(diffs: readonly AxonDiff[]): boolean {
  return diffs.some(({ status }) => status !== 'same');
}

/** What differs, for people: what counts for security stands apart, and so does what follows from `desired`. */
export function diffText(diffs: readonly AxonDiff[]): string {
  return linesText(diffs.flatMap(axonLines));
}

function axonLines({ axon, status, changes }: AxonDiff): string[] {
  if (status === 'same') return [`axon ${axon}: no differences`];
  const plain = changes.filter(({ security }) => security !== true);
  const written = plain.filter(({ expanded }) => expanded !== true);
  const onlyForm = status === 'changed' && changes.every(({ path }) => path[0] === 'desired');
  const expanded = plain.filter((change) => change.expanded === true);
  return [
    pc.bold(`axon ${axon} ${status}`),
    ...written.map(changeLine),
    ...(onlyForm ? ['  nothing else differs: the axon does the same as before'] : []),
    ...section('what follows from desired', expanded),
    ...section(
      'security',
      changes.filter(({ security }) => security === true),
    ),
  ];
}

function section(title: string, changes: readonly AxonChange[]): string[] {
  return changes.length === 0 ? [] : [`  ${pc.bold(title)}`, ...changes.map((change) => `  ${changeLine(change)}`)];
}

function changeLine({ text }: AxonChange): string {
  return `  ${text}`;
}

/** The same as data. */
export function diffJson(diffs: readonly AxonDiff[]): unknown {
  return diffs.map(({ axon, status, changes }) => ({
    axon,
    status,
    changes: changes.map(({ text, path, before, after, security = false, expanded = false }) => ({
      text,
      path: placeWords(path),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      security,
      expanded,
    })),
  }));
}
