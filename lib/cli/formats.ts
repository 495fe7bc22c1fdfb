import { writeSource } from '../spec/source';
import { CliError, EXIT } from './exit';
import { jsonText } from './text';

/**
 * What a command prints, in the format that `-o` names.
 *
 * @param data - what `json` and `yaml` write, of every command
 * @param texts - by name, the formats that the command has besides
 */
export function inFormat(format: string, data: unknown, texts: Readonly<Record<string, () => string>>): string {
  if (format === 'json') return jsonText(data);
  if (format === 'yaml') return writeSource(data);
  const text = texts[format];
  if (text !== undefined) return text();
  throw new CliError(
    `myelin: -o is one of ${[...Object.keys(texts), 'json', 'yaml'].join(', ')}, got ${format}`,
    EXIT.usage,
  );
}
