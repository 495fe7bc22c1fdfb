import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  decodePredictionId,
  encodePredictionId,
  predictionIdOf,
  withPredictionId,
} from '../../lib/gateway/prediction-id';
import { graph, model } from './graphs';

const two = graph({ models: [model('x', ['a', 'b', 'c']), model('y', ['d']), model('z', ['e', 'f'])] });

describe('a prediction id', () => {
  test('tells the version and the backend of every model that took part', () => {
    const id = encodePredictionId(two, { version: '4be1c20f', backends: new Map(Object.entries({ x: 'c', z: 'f' })) });
    expect(id).toMatch(/^[\w-]{11}\.4be1c20f\.2--1$/);
    const { version, backends } = decodePredictionId(two, id)!;
    expect({ version, ...Object.fromEntries(backends) }).toEqual({ version: '4be1c20f', x: 'c', z: 'f' });
  });

  test('is one as docs/http.md shows it', () => {
    const [, shown = ''] =
      /`UNIQUE\.VERSION\.BACKENDS`, for example\s+`([^`]+)`/.exec(readFileSync('docs/http.md', 'utf8')) ?? [];
    const three = graph({ models: [model('x', ['a']), model('y', ['b', 'c']), model('z', ['d'])] });
    const { version, backends } = decodePredictionId(three, shown)!;
    expect({ version, ...Object.fromEntries(backends) }).toEqual({ version: '4be1c20f', x: 'a', y: 'c' });
  });

  test('decodes to what was encoded', () => {
    const graphs = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }).chain((sizes) => {
      const models = sizes.map((size, at) =>
        model(
          `m${at}`,
          Array.from({ length: size }, (_, n) => `b${n}`),
        ),
      );
      const picks = sizes.map((size) => fc.option(fc.nat(size - 1), { nil: undefined }));
      return fc.tuple(fc.constant(models), fc.tuple(...picks), fc.nat(0xffffffff));
    });
    fc.assert(
      fc.property(graphs, ([models, picks, digits]) => {
        const version = digits.toString(16).padStart(8, '0');
        const taking = picks.flatMap((pick, at) => (pick === undefined ? [] : [[`m${at}`, `b${pick}`] as const]));
        const backends = new Map(taking);
        expect(decodePredictionId({ models }, encodePredictionId({ models }, { version, backends }))).toEqual({
          version,
          backends,
        });
      }),
    );
  });

  test('is different every time', () => {
    const make = () => encodePredictionId(two, { version: '4be1c20f', backends: new Map() });
    expect(new Set(Array.from({ length: 100 }, make)).size).toBe(100);
  });

  test.each([
    ['another system’s', '4uo9vkrg5p3qlifq1l1v7hvjrb'],
    ['of a graph with other models', 'AAAAAAAAAAA.1.0'],
    ['of a backend that there is not', 'AAAAAAAAAAA.1.9-0-0'],
    ['empty', ''],
  ])('%s is not one of ours', (_, id) => {
    expect(decodePredictionId(two, id)).toBeUndefined();
  });

  test('is taken from the header, then from the answer in the feedback, then from its meta', () => {
    const both = { response: { meta: { puid: 'r' } }, meta: { puid: 'm' } };
    expect(predictionIdOf('h', both)).toBe('h');
    expect(predictionIdOf(undefined, both)).toBe('r');
    expect(predictionIdOf(undefined, { response: {}, meta: { puid: 'm' } })).toBe('m');
    for (const body of [null, [], 'text', {}, { meta: 1 }, { meta: { puid: 7 } }]) {
      expect(predictionIdOf(undefined, body)).toBeUndefined();
    }
  });
});

describe('an answer with its id', () => {
  test.each([
    ['{}', '{"meta":{"puid":"ID"}}'],
    ['{ "a": 1.0 }\n', '{ "a": 1.0 ,"meta":{"puid":"ID"}}\n'],
    ['{"a":"}"}', '{"a":"}","meta":{"puid":"ID"}}'],
    ['{"meta":{"tags":{},"puid":"old"},"a":1}', '{"meta":{"tags":{},"puid":"ID"},"a":1}'],
    ['{"meta":"mine"}', '{"meta":"mine"}'],
    ['[1]', '[1]'],
    ['null', 'null'],
    ['not json', 'not json'],
  ])('%j becomes %j', (text, expected) => {
    expect(withPredictionId(text, 'ID')).toBe(expected);
  });
});
