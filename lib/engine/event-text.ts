import type { Consumed } from './journal';

const PLACEHOLDER = /\{\{\s*event\.([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}\}/g;

/**
 * Replaces `{{event.data.X}}` (a Rest body's field X) and `{{event.id|type|subject|time}}` by what the firing consumed.
 * With several events the first that has the field answers; a field that none has becomes empty text.
 *
 * @param escape - what becomes of a value of an event, where the text is read once more
 */
export function expandEventText(
  text: string,
  consumed: readonly Consumed[],
  escape: (value: string) => string = (value) => value,
): string {
  return text.replace(PLACEHOLDER, (_, path: string) => {
    for (const { event } of consumed) {
      const { data, ...envelope } = event;
      const value = lookUp({ ...envelope, data: event.type === 'rest' ? data.body : data }, path.split('.'));
      if (value !== undefined && value !== null)
        return escape(typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    return '';
  });
}

function lookUp(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
