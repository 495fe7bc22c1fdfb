import pc from 'picocolors';
import { diffObjectLists, type ObjectDiff } from '../spec/diff/object-diff';
import { placeWords } from '../spec/diff/tell';
import { parseParameters, type Document } from './documents';
import type { DiffSides } from './diff-sides';
import { CliError } from './exit';
import { printIssues } from './issues';
import { linesText } from './text';
import { synthesizeObjects, type KubernetesObject } from './synthesize';

/** What differs between the objects that both sides are synthesized to. */
export function diffObjects(sides: DiffSides, parameters: readonly string[], whole: boolean): readonly ObjectDiff[] {
  const values = parseParameters(parameters);
  return diffObjectLists(objectsOf(sides.before, values), objectsOf(sides.after, values), { whole });
}

function objectsOf(
  { text, file, axons }: Document,
  parameters: Readonly<Record<string, string>>,
): readonly KubernetesObject[] {
  if (axons.length === 0) return [];
  const synthesized = synthesizeObjects({ text, file }, { parameterValues: parameters });
  if (synthesized.ok) return synthesized.made.kept;
  printIssues(synthesized.issues, text);
  throw new CliError('');
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** Objects, each with the places where it changed; those that say who may do what stand apart. */
export function objectsText(diffs: readonly ObjectDiff[]): string {
  if (diffs.length === 0) return 'objects: no differences\n';
  const lines = [
    ...section(
      'objects',
      diffs.filter(({ security }) => !security),
    ),
    ...section(
      'objects for security',
      diffs.filter(({ security }) => security),
    ),
  ];
  return linesText(lines);
}

function section(title: string, diffs: readonly ObjectDiff[]): string[] {
  if (diffs.length === 0) return [];
  return [
    pc.bold(title),
    ...diffs.flatMap(({ kind, name, namespace, status, changes }) => [
      `  ${MARKS[status]} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      ...changes.map(({ text }) => `      ${text}`),
    ]),
  ];
}

/** The same as data. */
export function objectsJson(diffs: readonly ObjectDiff[]): unknown {
  return diffs.map(({ changes, ...one }) => ({
    ...one,
    changes: changes.map(({ text: _, path, before, after }) => ({
      path: placeWords(path),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
  }));
}
