import { resolveDocument } from '../spec/load';
import type { Path } from '../spec/issue';
import type { ParameterValues } from '../spec/parameters';
import { eachUse } from './all-uses';
import type { ConstructPlace } from './construct-place';
import type { DocumentPart } from './document-form';
import { expectPlain } from './plain-data';

/** The lists of an axon to which constructs add. */
export type PartList = 'artifacts' | 'tasks' | 'sensors' | 'desired';

export type LoadedDocument = ReturnType<typeof resolveDocument>;

/**
 * The one document that the constructs of an axon write together.
 *
 * - Parts stand in the order in which they were added, and are asked what they say when the axon is: later additions count.
 * - It is resolved and checked by the same code as a file, once unless something changes.
 */
export class AxonDocument {
  private readonly parts = new Map<PartList, DocumentPart[]>();
  private loaded: LoadedDocument | undefined;

  constructor(
    /** Everything but the lists. */
    private readonly header: Readonly<Record<string, unknown>>,
    private readonly parameters: ParameterValues | undefined,
    /** Where the axon itself says what stands at a path. */
    private readonly axonPlace: (path: Path) => ConstructPlace,
  ) {}

  add(list: PartList, part: DocumentPart): void {
    const parts = this.parts.get(list);
    if (parts === undefined) this.parts.set(list, [part]);
    else parts.push(part);
    this.changed();
  }

  has(list: PartList, part: DocumentPart): boolean {
    return this.parts.get(list)?.includes(part) ?? false;
  }

  /** The part of a program that says what stands at a path; none if the axon itself does, or a file. */
  placeOf([top, list, index, ...rest]: Path): ConstructPlace | undefined {
    if (top !== 'spec' || typeof index !== 'number') return undefined;
    return this.parts.get(list as PartList)?.[index]?._place?.(rest);
  }

  /** Forgets what was resolved. */
  changed(): void {
    this.loaded = undefined;
  }

  load(): LoadedDocument {
    const { parameters } = this;
    this.loaded ??= resolveDocument(this.write(), parameters === undefined ? {} : { parameters });
    return this.loaded;
  }

  /** What a part says, which is checked before anything reads it. */
  private plain(part: DocumentPart, at: Path): unknown {
    return expectPlain(
      part._toDocument(),
      (path) => this.placeOf([...at, ...path]) ?? this.axonPlace([...at, ...path]),
    );
  }

  private write(): unknown {
    if (this.parts.size === 0) return this.header;
    const lists = eachUse(
      [...this.parts],
      ([list, parts]) => [list, eachUse(parts, (part, index) => this.plain(part, ['spec', list, index]))] as const,
    );
    return { ...this.header, spec: { ...(this.header['spec'] as object), ...Object.fromEntries(lists) } };
  }
}
