import fc from 'fast-check';
import { canonicalJson, sortedKeys } from '../../lib/spec/canonical';

test('keys stand in the order of their code units, however many there are', () => {
  expect(sortedKeys({ b: 1, a: 1, B: 1, é: 1, 10: 1, 9: 1 })).toEqual(['10', '9', 'B', 'a', 'b', 'é']);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.constant(1), { maxKeys: 60 }), (map) => {
      expect(sortedKeys(map)).toEqual(Object.keys(map).sort());
    }),
  );
});

test('equal data is equal text, and what holds nothing is left out', () => {
  expect(canonicalJson({ b: [1, undefined, { d: null, c: undefined }], a: 'x' })).toBe(
    '{"a":"x","b":[1,null,{"d":null}]}',
  );
  expect(canonicalJson({ a: 'x', b: [1, undefined, { d: null }] })).toBe('{"a":"x","b":[1,null,{"d":null}]}');
});
