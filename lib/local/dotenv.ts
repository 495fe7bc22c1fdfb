import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Axon, SecretKey } from '../spec/axon';
import { issue, type Issue } from '../spec/issue';

/** Variables that hold secrets, by name. Their values are never shown, in no diagnostic and no log of ours. */
export interface Dotenv {
  readonly variables: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];
}

/**
 * The `.env` beside an axon's file, under the environment of this process, which wins. No file is no fault.
 */
export async function readDotenv(
  axonFile: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Dotenv> {
  const file = join(dirname(axonFile), '.env');
  const own = Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { variables: own, issues: [] };
    const unreadable = issue('MYL1001', [], `${file} cannot be read (${code})`, 'correct its rights, or remove it');
    return { variables: own, issues: [unreadable] };
  }
  const parsed = parseDotenv(text, file);
  return { variables: { ...parsed.variables, ...own }, issues: parsed.issues };
}

const LINE = new RegExp(
  [
    String.raw`[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*`,
    String.raw`(?:'([^']*)'|"((?:[^"\\]|\\[^])*)"|((?!['"])[^\r\n]*?))`,
    String.raw`[ \t]*(?:(?<=[\s'"=])#[^\r\n]*)?(?:\r?\n|$)`,
  ].join(''),
  'y',
);
const NOTHING = /[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;

/**
 * Reads lines of `NAME=value`: `export` before them and comments are allowed; in single quotes everything is itself; in
 * double quotes `\n`, `\r`, `\t`, `\"` and `\\` are read; both may span lines. Nothing is expanded. A later line wins.
 */
export function parseDotenv(text: string, file: string): Dotenv {
  const variables: Record<string, string> = {};
  const issues: Issue[] = [];
  const source = text.replace(/^\uFEFF/, '');
  for (let place = 0; place < source.length;) {
    NOTHING.lastIndex = place;
    if (NOTHING.test(source)) {
      place = NOTHING.lastIndex;
      continue;
    }
    LINE.lastIndex = place;
    const found = LINE.exec(source);
    if (found !== null) {
      const [, name = '', single, double, bare = ''] = found;
      variables[name] = single ?? (double === undefined ? bare : unescape(double));
      place = LINE.lastIndex;
      continue;
    }
    const line = source.slice(0, place).split('\n').length;
    // The line may hold a secret, so only its number is told.
    const message = `line ${line} is not NAME=value, with quotes that close`;
    issues.push({ ...issue('MYL3006', [], message, 'write NAME="value"'), at: { file, line, column: 1 } });
    const end = source.indexOf('\n', place);
    place = end < 0 ? source.length : end + 1;
  }
  return { variables, issues };
}

/** The variable that holds a key of a Secret on this machine: `db-login` and `password` give `DB_LOGIN_PASSWORD`. */
export function secretVariable({ name, key }: SecretKey): string {
  const variable = `${name}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return /^\d/.test(variable) ? `_${variable}` : variable;
}

/** The value of a key of a Secret, or what to set where there is none. */
export function secretValue(
  variables: Readonly<Record<string, string>>,
  reference: SecretKey,
): { readonly value: string; readonly issue?: undefined } | { readonly value?: undefined; readonly issue: Issue } {
  const variable = secretVariable(reference);
  const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  if (value !== undefined) return { value };
  const message = `the key ${reference.key} of the Secret ${reference.name} is not set on this machine`;
  return { issue: issue('MYL3005', [], message, `set ${variable} in .env beside the axon, or in the environment`) };
}

function unescape(text: string): string {
  const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
  return text.replace(/\\([^])/g, (whole, character: string) => meant[character] ?? whole);
}

/** Secrets that tasks read or triggers check, and nobody has given; each is said once, by the variable to set. */
export function missingSecrets(axon: Axon, dotenv: Dotenv): Issue[] {
  const found = new Map<string, Issue>();
  for (const key of [...taskSecrets(axon), ...triggerSecrets(axon)]) {
    const { issue: missing } = secretValue(dotenv.variables, key);
    if (missing !== undefined) found.set(missing.message, missing);
  }
  return [...found.values()];
}

function taskSecrets(axon: Axon): SecretKey[] {
  return [...axon.tasks.values()].flatMap(({ env }) => env.flatMap(({ valueFrom }) => secretKeyOf(valueFrom) ?? []));
}

function triggerSecrets(axon: Axon): SecretKey[] {
  const triggers = axon.sensors.flatMap((sensor) => sensor.triggers);
  return triggers.flatMap((trigger) =>
    trigger.kind === 'rest' ? [trigger.auth?.token, trigger.auth?.hmac].filter((key) => key !== undefined) : [],
  );
}

export function secretKeyOf(valueFrom: Readonly<Record<string, unknown>> | undefined): SecretKey | undefined {
  const reference = valueFrom?.['secretKeyRef'] as { name?: string; key?: string } | undefined;
  const { name, key } = reference ?? {};
  return name === undefined || key === undefined ? undefined : { name, key };
}
