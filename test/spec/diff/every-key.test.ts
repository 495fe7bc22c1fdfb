import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { diffAxon, type ComparedAxon } from '../../../lib/spec/diff/axon-diff';
import { hasErrors } from '../../../lib/spec/issue';
import { resolveDocument } from '../../../lib/spec/load';
import { schemaOutline } from '../../../lib/spec/parse';
import { renderIssues } from '../../../lib/spec/render';
import { formatPattern } from '../../../lib/spec/schema-outline';
import { runs } from '../../runs';
import { DOCUMENTS, leaves, otherValues, valueAt, withValue, type Place } from './every-key';

function compared(document: unknown): ComparedAxon | undefined {
  const { spec, axon, issues } = resolveDocument(document);
  return spec === undefined || axon === undefined || hasErrors(issues) ? undefined : { spec, axon };
}

const BASES = DOCUMENTS.map((document) => {
  const base = compared(document);
  if (base === undefined) throw new Error(renderIssues(resolveDocument(document).issues));
  return { document, base };
});

/** Every key of the language; what kinds of tasks share is one key, since one rule tells it. */
const ENTRIES = schemaOutline().map(({ path, form }, _, all) => {
  const shared =
    path[1] === 'tasks' && path.length > 4 && all.filter((one) => sameBelowKind(one.path, path)).length > 1;
  return { path, form, key: formatPattern(shared ? [...path.slice(0, 3), 'container', ...path.slice(4)] : path) };
});
const KEYS = [...new Set(ENTRIES.map(({ key }) => key))];

function sameBelowKind(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, index) => index === 3 || step === b[index]);
}

/** The key of the language at a place of a document, or the one that holds it where the language has no more keys. */
function keyAt(place: Place): string {
  const found = ENTRIES.find(
    ({ path }) =>
      path.length === place.length &&
      path.every((step, at) => step === '*' || (typeof place[at] === 'number' ? step === '[]' : step === place[at])),
  );
  return found !== undefined ? found.key : place.length === 0 ? '' : keyAt(place.slice(0, -1));
}

test('an axon that says every key of the language differs in nothing from itself', () => {
  for (const { document, base } of BASES) {
    expect(diffAxon(base, compared(structuredClone(document)))).toEqual({
      axon: base.axon.name,
      status: 'same',
      changes: [],
    });
  }
});

/** Keys that have one value only. */
const FIXED = ['apiVersion', 'kind', 'spec.sensors[].conditions[].type'];

test('no key of the language is silent', () => {
  const told = new Set<string>();
  const silent: string[] = [];
  for (const { document, base } of BASES) {
    for (const place of leaves(document)) {
      const key = keyAt(place);
      if (told.has(key)) continue;
      const value = valueAt(document, place);
      for (const candidate of [...otherValues(value, place, document, formAt(key)), undefined]) {
        const changed = compared(withValue(document, place, candidate));
        if (changed === undefined || isDeepStrictEqual(changed.spec, base.spec)) continue;
        if (diffAxon(base, changed).changes.length === 0) {
          // Leaving a default out is no difference.
          if (candidate !== undefined) silent.push(`${key}: ${String(value)} to ${String(candidate)}`);
          continue;
        }
        // What holds a key that is told is told too.
        for (let end = place.length; end > 0; end--) told.add(keyAt(place.slice(0, end)));
        break;
      }
    }
  }
  expect(silent).toEqual([]);
  const missed = KEYS.filter((key) => !told.has(key) && !FIXED.includes(key));
  expect(missed).toEqual([]);
}, 300_000);

test('any single mutation of an axon gives at least one line', () => {
  const any = fc.constantFrom(...BASES.flatMap((base) => leaves(base.document).map((place) => ({ ...base, place }))));
  fc.assert(
    fc.property(fc.noShrink(any), fc.nat(11), ({ document, base, place }, pick) => {
      const options = otherValues(valueAt(document, place), place, document, formAt(keyAt(place)));
      const after = compared(withValue(document, place, options[pick % options.length]));
      if (after === undefined || isDeepStrictEqual(after.spec, base.spec)) return;
      const texts = diffAxon(base, after).changes.map(({ text }) => text);
      expect({ place, texts: texts.length }).not.toEqual({ place, texts: 0 });
      expect(texts.join('\n')).not.toMatch(/undefined|\[object|NaN/);
    }),
    { seed: 20260101, numRuns: runs(50, 150), reporter },
  );
}, 300_000);

/** The documents are long, so a failure is told by its cause. */
function reporter<T>({ failed, errorInstance }: fc.RunDetails<T>): void {
  if (failed) throw errorInstance;
}

function formAt(key: string): string {
  return ENTRIES.find((entry) => entry.key === key)?.form ?? '';
}
