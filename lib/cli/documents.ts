import type { Axon } from '../spec/axon';
import { hasErrors, type Issue } from '../spec/issue';
import { loadAxons, type Loaded, type LoadedAxon } from '../spec/load';
import { CliError, EXIT } from './exit';
import { printIssues } from './issues';
import { nameOf, readText } from './read-text';

export interface DocumentOptions {
  /** `NAME=VALUE`, as given on the command line. */
  readonly parameters?: readonly string[];
  /** From an overrides file; the command line wins. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
}

export interface Document extends Loaded {
  readonly file: string;
  readonly text: string;
}

/** Reads the axons of a file, or of standard input (`-`), with every diagnostic. */
export async function loadDocument(file: string, options: DocumentOptions = {}): Promise<Document> {
  const name = nameOf(file);
  const read = await readText(file);
  if (!read.ok) return { file: name, text: '', axons: [], issues: [read.issue] };
  return loadText(name, read.text, options);
}

/** The same for a text that was read from somewhere else; `name` is what diagnostics call it. */
export function loadText(name: string, text: string, options: DocumentOptions = {}): Document {
  const parameters = { ...options.defaults, ...parseParameters(options.parameters ?? []) };
  return { file: name, text, ...loadAxons(text, { file: name, parameters, strict: options.strict ?? false }) };
}

/** The one axon of a file; its diagnostics are printed, and errors end the command. */
export async function loadOne(file: string, parameters: readonly string[], quiet = false): Promise<Axon> {
  const document = await loadDocument(file, { parameters });
  refuseErrors(document, quiet);
  return onlyAxon(document).axon;
}

/** The one axon of a document that has no errors. */
export function onlyAxon({ file, axons }: Document): LoadedAxon & { readonly axon: Axon } {
  const names = axons.map(({ axon }) => axon?.name).join(', ');
  const [first, second] = axons;
  if (second !== undefined) {
    throw new CliError(
      `myelin: ${file} has ${axons.length} axons (${names}), one is taken; give each a file of its own`,
    );
  }
  if (first?.axon === undefined) throw new CliError(`myelin: there is no axon in ${file}`);
  return { ...first, axon: first.axon };
}

/** Prints what is wrong; errors end the command with the code for a refusal. */
export function refuseErrors({ issues, text }: Document, quiet = false): void {
  refuseIssues(quiet ? issues.filter(({ severity }) => severity === 'error') : issues, text);
}

/** Ends the command when issues that no document has are errors. @param text - that they are about, if any */
export function refuseIssues(issues: readonly Issue[], text?: string): void {
  printIssues(issues, text);
  if (hasErrors(issues)) throw new CliError('', EXIT.refused);
}

/** `NAME=VALUE` words as a record. @throws CliError for any other word */
export function parseParameters(words: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw new CliError(`myelin: a parameter is NAME=VALUE, got ${word}`, EXIT.usage);
    parameters[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return parameters;
}
