import { issue, type Issue } from './issue';

/** What the system said about a file that could not be read. */
export interface SystemFault {
  readonly code?: string;
  readonly message: string;
}

/** The issue of a file that cannot be read, at the file's beginning. */
export function unreadable(file: string, why: string, hint?: string): Issue {
  const fault = issue('MYL1001', [], `the file cannot be read: ${why}`, hint);
  return { ...fault, at: { file, line: 1, column: 1 } };
}

/** `there is no such file`: the usual codes in words, the others as the system has them. */
export function whyUnreadable({ code = '', message }: SystemFault): string {
  return WORDS[code] ?? message;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its symbolic links go round in a circle',
  EMFILE: 'too many files are open',
};
