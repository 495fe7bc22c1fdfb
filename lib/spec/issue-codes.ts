import type { Severity } from './issue';

interface CodeEntry {
  readonly severity: Severity;
  /** One line for docs/diagnostics.md. */
  readonly title: string;
}

const error = (title: string): CodeEntry => ({ severity: 'error', title });
const warning = (title: string): CodeEntry => ({ severity: 'warning', title });

/**
 * Every diagnostic that Myelin can give. A code is never reused; the blocks are
 * 10xx reading a document, 11xx references, 12xx sensors and loops, 13xx serving, 14xx tuning, 15xx the small languages,
 * 16xx what a hand cannot run, 20xx building, 30xx running on one machine, 40xx the command line.
 */
export const ISSUE_CODES = {
  MYL1001: error('the file cannot be read'),
  MYL1002: error('the text is not YAML'),
  MYL1003: error('a value has the wrong type or is not allowed'),
  MYL1004: warning('an unknown key'),
  MYL1005: error('a required key is missing'),
  MYL1006: error('exactly one of several keys is required'),
  MYL1007: error('the document is not an axon'),
  MYL1008: error('a key is written twice'),
  MYL1009: error('the document is too large or too deep'),
  MYL1010: error('a name is used twice'),
  MYL1011: error('a name that Kubernetes would refuse'),
  MYL1101: error('a reference to something that is not defined'),
  MYL1102: error('an unknown parameter'),
} as const satisfies Record<string, CodeEntry>;

export type IssueCode = keyof typeof ISSUE_CODES;

