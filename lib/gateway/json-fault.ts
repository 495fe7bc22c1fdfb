/** Where a text stops being JSON; positions count from 1, `offset` from 0 in characters. */
export interface JsonFault {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** What is wrong there: `expected a value, got "}"`. */
  readonly message: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

type Expectation = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end' | 'nothing more';

const WANTED: Readonly<Record<Expectation, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes or "}"',
  colon: '":"',
  'comma or end': '"," or the closing bracket',
  'nothing more': 'the end',
};

/**
 * The first place where a text departs from JSON (RFC 8259); undefined when it does not. `JSON.parse` tells the place
 * only for some faults.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let at = 0;
  let expected: Expectation = 'value';
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const afterValue = (): Expectation => (open.length === 0 ? 'nothing more' : 'comma or end');

  for (;;) {
    skip(SPACE);
    const character = text[at];
    if (character === undefined) return expected === 'nothing more' ? undefined : fault(text, at, WANTED[expected]);
    if (expected === 'key' || expected === 'key or }') {
      if (character === '}' && expected === 'key or }') {
        at += 1;
        open.pop();
        expected = afterValue();
      } else if (skip(STRING)) expected = 'colon';
      else return fault(text, at, WANTED[expected]);
    } else if (expected === 'colon') {
      if (character !== ':') return fault(text, at, WANTED[expected]);
      at += 1;
      expected = 'value';
    } else if (expected === 'comma or end') {
      const inObject = open.at(-1) === '{';
      if (character === ',') expected = inObject ? 'key' : 'value';
      else if (character === (inObject ? '}' : ']')) {
        open.pop();
        expected = afterValue();
      } else return fault(text, at, inObject ? '"," or "}"' : '"," or "]"');
      at += 1;
    } else if (expected === 'nothing more') return fault(text, at, WANTED[expected]);
    else if (character === ']' && expected === 'value or ]') {
      at += 1;
      open.pop();
      expected = afterValue();
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      expected = character === '{' ? 'key or }' : 'value or ]';
    } else if (skip(STRING) || skip(NUMBER) || skip(WORD)) expected = afterValue();
    else return fault(text, at, WANTED[expected]);
  }
}

function fault(text: string, offset: number, wanted: string): JsonFault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  const found = text.slice(offset).match(/^[\w.+-]{1,20}|^[^]/u)?.[0];
  const got = found === undefined ? 'the end' : JSON.stringify(found);
  return { offset, line, column, message: `expected ${wanted}, got ${got}` };
}
