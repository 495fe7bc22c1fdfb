import { readFileSync } from 'node:fs';
import type { Axon } from '../spec/axon';
import { hasErrors, type Issue } from '../spec/issue';
import { loadAxons, type Loaded } from '../spec/load';
import { CliError, EXIT } from './exit';
import { printIssues } from './issues';
import { readStandardInput } from './read-text';

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
  const name = file === '-' ? 'standard input' : file;
  return loadText(name, await readText(file, name), options);
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
  const [first, second] = document.axons;
  if (first?.axon === undefined) throw new CliError(`${document.file}: there is no axon in it`);
  if (second !== undefined)
    throw new CliError(`${document.file}: it has ${document.axons.length} axons, this command takes one`);
  return first.axon;
}

/** Prints what is wrong; errors end the command with the code for a refusal. */
export function refuseErrors({ issues, text }: Document, quiet = false): void {
  const shown = quiet ? issues.filter(({ severity }) => severity === 'error') : issues;
  printIssues(shown, text);
  if (hasErrors(issues)) throw new CliError('', EXIT.refused);
}

/** Ends the command when issues that have no text of their own are errors. */
export function refuseIssues(issues: readonly Issue[]): void {
  printIssues(issues);
  if (hasErrors(issues)) throw new CliError('', EXIT.refused);
}

async function readText(file: string, name: string): Promise<string> {
  if (file === '-') return readStandardInput();
  try {
    // At once: the reader that waits brings streams and lines with it, which take longer to load than a file to read.
    return readFileSync(file, 'utf8');
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : String(fault);
    throw new CliError(`${name}:1:1 error MYL1001  the file cannot be read: ${why}`);
  }
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
