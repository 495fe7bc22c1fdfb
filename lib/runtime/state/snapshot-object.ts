import { createHash } from 'node:crypto';
import { objectName } from '../../spec/derive/names';
import type { KubeObject, OwnerReference } from '../kube/kube';
import { ARCHIVE_LIMIT, pack, unpack } from './archive';
import { JOURNAL_COMPONENT, memoryLabels } from './segments';

/**
 * What a journal amounts to up to a place, in immutable ConfigMaps: entries up to there need not be there any more.
 *
 * It counts once all of its parts are there; what they hold together is compared with its hash.
 */
export interface StoredSnapshot {
  /** Of the last entry in it. */
  readonly place: number;
  /** Of the last entry in it. */
  readonly time: number;
  /** JSON. */
  readonly text: string;
}

export interface FoundSnapshots {
  /** The last one that is whole. @default - there is none */
  readonly last?: StoredSnapshot & { readonly objects: readonly string[] };
  /** Objects of others, which the last one has outlived. */
  readonly spare: readonly string[];
}

const PACKED_KEY = 'snapshot.json.gz';

/** Whether it is a part of a snapshot, or says so. */
export function isSnapshot({ binaryData }: KubeObject): boolean {
  return binaryData?.[PACKED_KEY] !== undefined;
}

export function snapshotObjects(axon: string, owner: OwnerReference, snapshot: StoredSnapshot): readonly KubeObject[] {
  const packed = pack(snapshot.text);
  const sha256 = sum(packed);
  const count = Math.ceil(packed.length / ARCHIVE_LIMIT);
  return Array.from({ length: count }, (_, index): KubeObject => {
    const place = String(snapshot.place).padStart(10, '0');
    const part = packed.subarray(index * ARCHIVE_LIMIT, (index + 1) * ARCHIVE_LIMIT);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: objectName([axon, 'snapshot', place, sha256.slice(0, 8), String(index + 1)], 253),
        labels: memoryLabels(axon, JOURNAL_COMPONENT),
        ownerReferences: [owner],
      },
      immutable: true,
      data: {
        place: String(snapshot.place),
        time: String(snapshot.time),
        part: `${index + 1}/${count}`,
        sha256,
      },
      binaryData: { [PACKED_KEY]: part.toString('base64') },
    };
  });
}

export function snapshotsIn(objects: readonly KubeObject[]): FoundSnapshots {
  const groups = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = `${object['data']?.place} ${object['data']?.sha256}`;
    groups.set(key, [...(groups.get(key) ?? []), object]);
  }
  const whole = [...groups.values()].flatMap((group) => joined(group) ?? []);
  const last = whole.sort((a, b) => a.place - b.place).at(-1);
  const used = new Set(last?.objects);
  const spare = objects.map(({ metadata }) => metadata.name).filter((name) => !used.has(name));
  return { ...(last === undefined ? {} : { last }), spare: last === undefined ? [] : spare };
}

function joined(group: readonly KubeObject[]): FoundSnapshots['last'] {
  const { place, time, part = '', sha256 } = (group[0]?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const count = Number(part.split('/')[1]);
  const parts = Array.from({ length: count || 0 }, (_, index) =>
    group.find((object) => object['data']?.part === `${index + 1}/${count}`),
  );
  if (parts.length === 0 || parts.some((object) => object === undefined)) return undefined;
  const packed = Buffer.concat(parts.map((object) => Buffer.from(object!['binaryData'][PACKED_KEY], 'base64')));
  const text = sum(packed) === sha256 ? unpack(packed) : undefined;
  if (text === undefined) return undefined;
  return { place: Number(place), time: Number(time), text, objects: parts.map((object) => object!.metadata.name) };
}

function sum(packed: Buffer): string {
  return createHash('sha256').update(packed).digest('hex');
}
