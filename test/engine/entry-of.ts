import type { Entry } from '../../lib/engine/journal';

/** An entry of this type, also where it has one form with entries of others. */
export type EntryOf<Type extends Entry['type']> = Narrowed<Entry, Type>;

type Narrowed<One extends Entry, Type> = One extends { readonly type: infer Types }
  ? Extract<Types, Type> extends never
    ? never
    : One & { readonly type: Extract<Types, Type> }
  : never;

export function entriesOf<Type extends Entry['type']>(journal: readonly Entry[], type: Type): EntryOf<Type>[] {
  return journal.filter((entry): entry is EntryOf<Type> => entry.type === type);
}
