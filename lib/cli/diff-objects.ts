import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { diffObjectLists, type ObjectDiff } from '../spec/diff/object-diff';
import { placeWords } from '../spec/diff/tell';
import { parseParameters, type Document } from './documents';
import type { DiffSides } from './diff-sides';
import { synthesize, type KubernetesObject } from './synthesize';

/** What differs between the objects that both sides are synthesized to. */
export async function diffObjects(sides: DiffSides, parameters: readonly string[]): Promise<readonly ObjectDiff[]> {
  const values = parseParameters(parameters);
  return diffObjectLists(await objectsOf(sides.before, values), await objectsOf(sides.after, values));
}

/** A text may come from a revision or from standard input, and synthesis reads files. */
async function objectsOf(
  { text, axons }: Document,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly KubernetesObject[]> {
  const name = axons[0]?.axon?.name;
  if (name === undefined) return [];
  const folder = await mkdtemp(join(tmpdir(), 'myelin-diff-'));
  try {
    const file = join(folder, 'axon.yaml');
    await writeFile(file, text);
    return (await synthesize(file, name, parameters)).objects();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  return lines.map((line) => `${line}\n`).join('');
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
