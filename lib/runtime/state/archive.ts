import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { objectName } from '../../spec/derive/names';
import type { KubeObject, OwnerReference } from '../kube/kube';
import { JOURNAL_COMPONENT, memoryLabels } from './segments';

/**
 * Many segments of the journal in one immutable ConfigMap, compressed.
 *
 * - What it holds was in segments before, so that one that holds the same places is a duplicate and never a contradiction.
 * - It is made and read back before the segments go.
 */
export interface Archive {
  /** Place of its first entry. */
  readonly first: number;
  readonly count: number;
  /** JSON lines, compressed. */
  readonly packed: Buffer;
}

/** Bytes of compressed text in an archive at most; two thirds of what a ConfigMap may hold, since base64 adds a third. */
export const ARCHIVE_LIMIT = 512 * 1024;

export function pack(text: string): Buffer {
  return gzipSync(text);
}

/** @returns undefined where that is no compressed text */
export function unpack(packed: Buffer): string | undefined {
  try {
    return gunzipSync(packed).toString('utf8');
  } catch {
    return undefined;
  }
}

export function archiveName(axon: string, { first, count }: Pick<Archive, 'first' | 'count'>): string {
  const place = (one: number) => String(one).padStart(10, '0');
  return objectName([axon, 'archive', place(first), place(first + count - 1)], 253);
}

const PACKED_KEY = 'journal.jsonl.gz';

export function archiveObject(axon: string, owner: OwnerReference, archive: Archive): KubeObject {
  const { first, count, packed } = archive;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: archiveName(axon, archive),
      labels: memoryLabels(axon, JOURNAL_COMPONENT),
      ownerReferences: [owner],
    },
    immutable: true,
    data: { first: String(first), count: String(count), sha256: sum(packed) },
    binaryData: { [PACKED_KEY]: packed.toString('base64') },
  };
}

/** The archive that an object holds; undefined where it holds none, or not what was put into it. */
export function archiveIn({ data, binaryData }: KubeObject): Archive | undefined {
  const fields = (data ?? {}) as Readonly<Record<string, unknown>>;
  const text = ((binaryData ?? {}) as Readonly<Record<string, unknown>>)[PACKED_KEY];
  const [first, count] = [Number(fields['first']), Number(fields['count'])];
  if (typeof text !== 'string' || !(first > 0) || !(count > 0)) return undefined;
  const packed = Buffer.from(text, 'base64');
  return sum(packed) === fields['sha256'] ? { first, count, packed } : undefined;
}

function sum(packed: Buffer): string {
  return createHash('sha256').update(packed).digest('hex');
}
