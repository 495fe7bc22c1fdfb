import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../constructs/synth/manifests';
import { printYaml } from '../constructs/synth/print-yaml';

/** A manifest as it is written: outside of the heap, so that what was made for it can be forgotten. */
export interface PrintedManifest {
  /** Of its file, without a folder. */
  readonly name: string;
  readonly text: Buffer;
}

export function printManifest({ name, objects }: Manifest): PrintedManifest {
  return { name, text: Buffer.from(printYaml(objects)) };
}

const BETWEEN = Buffer.from('---\n');

/** All manifests as one stream of YAML, in pieces. */
export function streamOf(printed: readonly PrintedManifest[]): readonly Buffer[] {
  const texts = printed.map(({ text }) => text).filter(({ length }) => length > 0);
  return texts.flatMap((text, index) => (index === 0 ? [text] : [BETWEEN, text]));
}

/**
 * Writes each manifest into its file; others in the folder stay as they are.
 *
 * @returns paths of the files
 */
export function writePrinted(printed: readonly PrintedManifest[], folder: string): readonly string[] {
  // An axon may be called what another one's objects for an admin are kept in.
  const files = new Map<string, PrintedManifest[]>();
  for (const one of printed) {
    const path = join(folder, one.name);
    files.set(path, [...(files.get(path) ?? []), one]);
  }
  mkdirSync(folder, { recursive: true });
  for (const [path, parts] of files) writePieces(path, streamOf(parts));
  return [...files.keys()];
}

/** One after the other: put together first, all texts would be in memory twice. */
function writePieces(path: string, pieces: readonly Buffer[]): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
