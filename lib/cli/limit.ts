import { parseDuration } from '../spec/lang/duration';
import { CliError, EXIT } from './exit';

/** `--for`, in milliseconds. @throws CliError for what is no duration */
export function parseLimit(source: string): number {
  const parsed = parseDuration(source);
  if (parsed.ok) return parsed.value;
  const { message, hint } = parsed.faults[0] ?? { message: 'it is no duration' };
  throw new CliError(`myelin: --for: ${message}${hint === undefined ? '' : `; ${hint}`}`, EXIT.usage);
}
