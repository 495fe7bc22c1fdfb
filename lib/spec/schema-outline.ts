import type * as z from 'zod';

/** A key of the language, as the schema knows it. */
export interface OutlineEntry {
  /** Where it stands: `spec`, `tasks`, `[]`, `train`, `image`; `[]` is an item of a list, `*` any key. */
  readonly path: readonly string[];
  readonly description?: string;
  /** Present when leaving the key out means this value. */
  readonly default?: unknown;
  readonly required: boolean;
  /** What a value looks like: `text`, `number`, `less | greater`, `list`, `keys`. */
  readonly form: string;
}

/** What is read of zod's definitions: wrappers have an inner type, containers their parts. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

function definition(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** Every key of a schema, each once, in the order of the source. Both the docs and the hints for unknown keys read it. */
export function outline(schema: z.ZodType): readonly OutlineEntry[] {
  const entries = new Map<string, OutlineEntry>();
  const visit = (inside: z.ZodType, path: readonly string[]) => {
    const bare = unwrap(inside).schema;
    const def = definition(bare);
    for (const option of def.options ?? []) visit(option, path);
    if (def.element) visit(def.element, [...path, '[]']);
    if (def.valueType) visit(def.valueType, [...path, '*']);
    for (const [key, value] of Object.entries(def.shape ?? {})) {
      const at = [...path, key];
      const id = at.join('\0');
      const entry = describe(value, at);
      const known = entries.get(id);
      entries.set(id, known === undefined ? entry : merge(known, entry));
      visit(value, at);
    }
  };
  visit(schema, []);
  return [...entries.values()];
}

/** A key that several alternatives have: what any of them takes, and what each means by it. */
function merge(a: OutlineEntry, b: OutlineEntry): OutlineEntry {
  const joined = (x: string, y: string, by: string) => (x === y || x.split(by).includes(y) ? x : `${x}${by}${y}`);
  return {
    ...a,
    form: joined(a.form, b.form, ' | '),
    required: a.required && b.required,
    ...(b.description === undefined ? {} : { description: joined(a.description ?? '', b.description, '; ') }),
  };
}

function describe(schema: z.ZodType, path: readonly string[]): OutlineEntry {
  const { schema: bare, fallback, description, optional } = unwrap(schema);
  return {
    path,
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    required: !optional,
    form: formOf(bare),
  };
}

interface Unwrapped {
  readonly schema: z.ZodType;
  readonly fallback?: unknown;
  readonly description?: string;
  readonly optional: boolean;
}

/** Takes off what only says "may be absent" or "is transformed". */
function unwrap(schema: z.ZodType): Unwrapped {
  let inner = schema;
  let fallback: unknown;
  let description: string | undefined;
  let optional = false;
  for (;;) {
    const def = definition(inner);
    description ??= inner.description;
    if (def.type === 'default' || def.type === 'prefault') fallback ??= def.defaultValue;
    if (def.type === 'default' || def.type === 'prefault' || def.type === 'optional' || def.type === 'nullable') {
      optional = true;
    }
    const next = def.type === 'pipe' ? def.in : def.innerType;
    if (next === undefined) break;
    inner = next;
  }
  return {
    schema: inner,
    optional,
    ...(fallback === undefined ? {} : { fallback }),
    ...(description === undefined ? {} : { description }),
  };
}

const FORMS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  boolean: 'true | false',
  array: 'list',
  object: 'keys',
  record: 'keys',
  unknown: 'anything',
};

/** How people would call what a schema accepts. */
function formOf(schema: z.ZodType): string {
  const def = definition(unwrap(schema).schema);
  if (def.entries) return Object.values(def.entries).join(' | ');
  if (def.values) return def.values.map(String).join(' | ');
  if (def.options) {
    const forms = [...new Set(def.options.map(formOf))];
    // Scalars take other scalars too (numbers in quotes); the first alternative is what is meant.
    if (forms[0] === 'number' && forms[1] === 'text') return 'number';
    if (forms[0] === 'text' && forms[1] === 'number') return forms.length === 2 ? 'duration' : 'text';
    return forms.join(' | ');
  }
  return FORMS[def.type] ?? def.type;
}

/** The keys that are known beside the one at `path`, whatever the list indices are. */
export function keysBeside(entries: readonly OutlineEntry[], path: readonly (string | number)[]): readonly string[] {
  return entries
    .filter((entry) => stands(entry, path.slice(0, -1), path.length))
    .map(({ path: at }) => at.at(-1) ?? '');
}

/** What is known of the key at `path` itself. */
export function entriesAt(
  entries: readonly OutlineEntry[],
  path: readonly (string | number)[],
): readonly OutlineEntry[] {
  return entries.filter((entry) => stands(entry, path, path.length));
}

/** Whether a key of so many steps begins with those of `start`. */
function stands(entry: OutlineEntry, start: readonly (string | number)[], length: number): boolean {
  return (
    entry.path.length === length &&
    start.every((step, i) => {
      const known = entry.path[i];
      return known === '*' || (typeof step === 'number' ? known === '[]' : known === step);
    })
  );
}

/** The places where a key of this name is known, as users write them: `spec.tasks[].train`. */
export function placesOf(entries: readonly OutlineEntry[], key: string): readonly string[] {
  return entries.filter(({ path }) => path.at(-1) === key).map(({ path }) => formatPattern(path.slice(0, -1)));
}

export function formatPattern(path: readonly string[]): string {
  return path.reduce((text, step) => (step === '[]' ? `${text}[]` : text === '' ? step : `${text}.${step}`), '');
}
