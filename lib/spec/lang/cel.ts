import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { canHoldWithout } from './cel-outcomes';
import { literal, survey, type Survey } from './cel-reads';
import { didYouMean } from './closest';
import { fault, faulty, parsed, type LanguageFault, type Parsed } from './fault';

export interface CelOptions {
  /**
   * Names that the expression may read: `metrics`, `deployed`, `deployers`, `event`, `alerts`, ... Where `metrics` may be
   * read, `improves('m')` may be called, unless `improves` is false.
   */
  readonly variables: readonly string[];
  /** @default true */
  readonly improves?: boolean;
}

/** Values by variable, and the function `improves` where the expression may call it. */
export interface CelContext {
  readonly [variable: string]: unknown;
  readonly improves?: (metric: string) => boolean;
}

export type CelResult = { readonly ok: true; readonly value: boolean } | { readonly ok: false; readonly error: string };

export interface CelPlace {
  readonly from: number;
  readonly to: number;
}

export interface CelPath extends CelPlace {
  readonly members: readonly string[];
}

/**
 * An expression that is true or false, in the Common Expression Language.
 *
 * - Whole numbers and fractions mix: `metrics.accuracy >= 1` and `metrics.loss + 1 < 2.5` mean what they look like.
 * - Evaluation never throws; an expression that cannot be answered (a missing member, most often) says why.
 */
export interface CelExpression {
  /** As written. */
  readonly source: string;
  evaluate(context: CelContext): CelResult;
  /** Places that read a member of `variable` without asking `has()` for it first. */
  readsWithoutHas(variable: string): readonly CelPlace[];
  /** Whether it can be true where the map `variable` is empty; where that is not sure, it can. */
  canHoldWithout(variable: string): boolean;
  /** Static paths that are read or asked about, in the order of the text: `deployed.accuracy` is [deployed, accuracy]. */
  readonly paths: readonly CelPath[];
  /** Metrics with which `improves` is called, each once, in the order of the text. */
  readonly callsImproves: readonly string[];
  /** Members of `metrics` that are read or asked about, each once, in the order of the text. */
  readonly readsMetrics: readonly string[];
}

/** Parses an expression. A typo in a name, a wrong type or a syntax error is a fault with its place. */
export function parseCel(source: string, { variables, ...options }: CelOptions): Parsed<CelExpression> {
  if (source.trim() === '') {
    return faulty(fault('an expression is required, got an empty text', 0, source.length, EXAMPLE));
  }
  if (source.length > LONGEST) {
    return faulty(
      fault(`an expression of ${source.length} characters is longer than ${LONGEST}`, LONGEST, source.length),
    );
  }
  const improves = variables.includes('metrics') && options.improves !== false;
  const { environment, improver } = scopeOf(variables, improves);

  let program: ParseResult;
  try {
    program = environment.parse(source);
  } catch (error) {
    return faulty(describeFault(error, source));
  }
  const found = survey(program.ast);
  const unknown = unknownNames(found, variables, improves);
  if (unknown.length > 0) return faulty(...unknown);

  const checked = program.check();
  if (!checked.valid) return faulty(describeFault(checked.error, source));
  if (checked.type !== 'bool' && checked.type !== 'dyn') {
    const hint = 'compare it, for example metrics.accuracy >= 0.9';
    return faulty(fault(`the expression gives ${checked.type}, not true or false`, 0, source.length, hint));
  }
  return parsed(new ParsedCel(source, program, found, improver));
}

/** What a person writes is far shorter; what is longer could nest deeper than the stack holds. */
const LONGEST = 2048;

const EXAMPLE = "for example metrics.accuracy >= 0.9 && improves('accuracy')";

/** What an expression may read and call. */
interface CelScope {
  readonly environment: Environment;
  readonly improver: Improver;
}

/** There are as many as there are places for expressions, and each takes longer to make than an expression to read. */
const SCOPES = new Map<string, CelScope>();

function scopeOf(variables: readonly string[], improves: boolean): CelScope {
  const id = `${variables.join()} ${improves}`;
  let scope = SCOPES.get(id);
  if (scope === undefined) {
    const environment = BASE.clone();
    const improver: Improver = {};
    for (const name of variables) {
      environment.registerVariable(name, name === 'metrics' ? 'map<string, double>' : 'dyn');
    }
    if (improves) {
      environment.registerFunction('improves(string): bool', (metric) => callImproves(improver, metric));
    }
    scope = { environment, improver };
    SCOPES.set(id, scope);
  }
  return scope;
}

/** Where `improves` finds the caller's function; set only while an expression is being evaluated. */
interface Improver {
  current?: (metric: string) => boolean;
}

function callImproves(improver: Improver, metric: string): boolean {
  if (improver.current === undefined) throw new Error(`improves('${metric}') has no answer here`);
  return improver.current(metric);
}

/**
 * CEL keeps int and double apart and has no operator between them, while metrics are doubles and people write `1`. The
 * missing operators are added here; int with int stays CEL's (`7 / 2` is 3).
 */
const BASE = new Environment({ homogeneousAggregateLiterals: false });
const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
for (const [operator, apply] of Object.entries(OPERATORS)) {
  const mixed = (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b));
  BASE.registerOperator(`int ${operator} double: double`, mixed);
  BASE.registerOperator(`double ${operator} int: double`, mixed);
}
BASE.registerOperator('double % double: double', (a: number, b: number) => a % b);
BASE.registerOperator('int == double: bool', (a: number | bigint, b: number | bigint) => Number(a) === Number(b));

/** Keeps the library's objects out of sight: two expressions of the same text are equal. */
class ParsedCel implements CelExpression {
  readonly callsImproves: readonly string[];
  readonly readsMetrics: readonly string[];
  readonly paths: readonly CelPath[];
  readonly #program: ParseResult;
  readonly #found: Survey;
  readonly #improver: Improver;

  constructor(
    readonly source: string,
    program: ParseResult,
    found: Survey,
    improver: Improver,
  ) {
    this.#program = program;
    this.#found = found;
    this.#improver = improver;
    this.callsImproves = unique(
      found.calls.map(({ name, args: [metric] }) => (name === 'improves' && metric ? literal(metric) : undefined)),
    );
    this.paths = [...found.reads, ...found.asked]
      .sort((a, b) => a.from - b.from)
      .map(({ variable, path, from, to }) => ({ members: [variable, ...path], from, to }));
    this.readsMetrics = unique(
      this.paths.map(({ members: [first, metric] }) => (first === 'metrics' ? metric : undefined)),
    );
  }

  evaluate(context: CelContext): CelResult {
    const { improves, ...values } = context;
    this.#improver.current = improves;
    try {
      const value: unknown = this.#program(values);
      if (typeof value === 'boolean') return { ok: true, value };
      return { ok: false, error: `it gives ${describeValue(value)}, not true or false` };
    } catch (error) {
      return { ok: false, error: describeError(error) };
    } finally {
      delete this.#improver.current;
    }
  }

  canHoldWithout(variable: string): boolean {
    return canHoldWithout(this.#program.ast, variable);
  }

  readsWithoutHas(variable: string): readonly CelPlace[] {
    return this.#found.reads
      .filter((read) => read.variable === variable && !read.guarded)
      .map(({ from, to }) => ({ from, to }));
  }
}

function unique(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter((name) => name !== undefined);
}

function describeValue(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return value === null || value === undefined ? 'nothing' : 'an object';
}

const FUNCTIONS = unique(BASE.getDefinitions().functions.map((f) => (f.receiverType === null ? f.name : undefined)));

function unknownNames(found: Survey, variables: readonly string[], improves: boolean): LanguageFault[] {
  const faults = found.reads
    .filter((read) => !variables.includes(read.variable) && !BASE.hasVariable(read.variable))
    .map((read) => {
      const hint = didYouMean(read.variable, variables) ?? `the variables here are ${variables.join(', ')}`;
      return fault(`unknown variable ${read.variable}`, read.from, read.from + read.variable.length, hint);
    });
  for (const call of found.calls) {
    const to = call.from + call.name.length;
    if (call.name === 'improves' && improves) {
      if (call.args.length === 1 && call.args[0] !== undefined && literal(call.args[0]) !== undefined) continue;
      const hint = "for example improves('accuracy')";
      faults.push(fault('improves takes the name of one metric, in quotes', call.from, call.to, hint));
    } else if (!FUNCTIONS.includes(call.name)) {
      const offered = improves ? ['improves', ...FUNCTIONS] : FUNCTIONS;
      const meant = call.name === 'improves' ? 'it compares when a sensor fires: write it in when' : undefined;
      const hint = meant ?? didYouMean(call.name, offered) ?? `the functions here are ${offered.join(', ')}`;
      faults.push(fault(`unknown function ${call.name}`, call.from, to, hint));
    }
  }
  return faults.sort((a, b) => a.from - b.from);
}

interface CelError {
  readonly code: string;
  readonly summary: string;
  readonly range?: { readonly start: number; readonly end: number };
}

function isCelError(error: unknown): error is CelError & Error {
  return error instanceof Error && 'summary' in error && typeof error.summary === 'string';
}

/** What other languages write, and what CEL wants. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '=': '==',
  '=>': '>=',
  '=<': '<=',
  and: '&&',
  or: '||',
  not: '!',
};

function describeFault(error: unknown, source: string): LanguageFault {
  if (!isCelError(error)) return fault(describeError(error), 0, source.length);
  let { start = 0, end = source.length } = error.range ?? {};
  if (error.summary.endsWith('EOF'))
    return fault('the expression ends too early', start, end, `expected ${expected(error)}`);
  if (error.code === 'unexpected_character') {
    // The library stops inside a word that it does not take; the whole word is what the person wrote.
    while (/\w/.test(source[start] ?? '') && /\w/.test(source[start - 1] ?? '')) start -= 1;
    const word = /^(\w+|=[<>]|[^\w\s])/.exec(source.slice(start))?.[0] ?? '';
    end = start + Math.max(word.length, 1);
    const replacement = REPLACEMENTS[word.toLowerCase()];
    return fault(
      `unexpected ${word}`,
      start,
      end,
      replacement === undefined ? undefined : `did you mean ${replacement}`,
    );
  }
  if (/^Unexpected token/.test(error.summary)) {
    return fault(`unexpected ${source.slice(start, end)}`, start, end, 'a value is expected here');
  }
  return fault(describeError(error), start, end);
}

function expected({ summary }: CelError): string {
  return TOKENS[/^Expected (\w+)/.exec(summary)?.[1] ?? ''] ?? 'a value';
}

const TOKENS: Readonly<Record<string, string>> = {
  RPAREN: ')',
  RBRACKET: ']',
  RBRACE: '}',
  COLON: 'the : of a ? b : c',
  IDENTIFIER: 'a name',
};

/** One line, lower case, in the words of the axon language. */
function describeError(error: unknown): string {
  if (!isCelError(error)) return error instanceof Error ? error.message : String(error);
  const { code, summary } = error;
  const operator = /^no such overload: (?:dyn<)?([\w.<>, ]+?)>? (\S+) (?:dyn<)?([\w.<>, ]+?)>?$/.exec(summary);
  if (operator !== null) return `${operator[2]} does not work between ${operator[1]} and ${operator[3]}`;
  if (code === 'no_such_key') return `there is no ${summary.replace(/^No such key: /, '')}`;
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}
