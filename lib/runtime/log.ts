/** What a record is about, beside its message: the axon, a name, a reason. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** Where a runtime tells what it does, a line for each record. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
}

/** JSON, one record a line, with the fields that log collectors look for. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  const record =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields })}\n`);
  return { info: record('info'), warn: record('warn') };
}
