import { Option } from 'commander';

/** What every command about a running or ended axon takes. */
export interface StateOptions {
  readonly stateDir: string;
}

export function stateDirOption(): Option {
  return new Option('--state-dir <dir>', 'where journal, runs and builds are kept').default('.myelin');
}

/** `-o`, with the formats that the command knows. */
export function outputOption(formats: readonly string[]): Option {
  return new Option('-o, --output <format>', 'how it is written').choices([...formats]).default(formats[0]);
}
