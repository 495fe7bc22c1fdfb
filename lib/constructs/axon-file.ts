import { hasErrors, issue } from '../spec/issue';
import { readSource, type Source, type SourceDocument } from '../spec/source';
import { AxonSpecError } from './axon-error';
import { readNamedFile } from './named-file';

/** The documents of a file, which may still be wrong as axons. */
export function readAxonFile(construct: string, file: string): readonly SourceDocument[] {
  const { documents, issues } = readAxonText(textOf(construct, file), file);
  if (hasErrors(issues)) throw new AxonSpecError([{ construct, issues }]);
  return documents;
}

/** The documents of a text; one without any is an error. */
export function readAxonText(text: string, file: string): Source {
  const source = readSource(text, file);
  if (source.documents.length > 0 || hasErrors(source.issues)) return source;
  const empty = { ...issue('MYL1007', [], `${file} holds no axon`), at: { file, line: 1, column: 1 } };
  return { documents: [], issues: [empty] };
}

function textOf(construct: string, file: string): string {
  const read = readNamedFile(construct, file);
  if (read.ok) return read.text;
  const fault = issue('MYL1001', [], `${file} cannot be read: ${read.why}`, `it was looked for from ${process.cwd()}`);
  throw new AxonSpecError([{ construct, issues: [fault] }]);
}
