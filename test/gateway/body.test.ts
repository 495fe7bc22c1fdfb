import fc from 'fast-check';
import { readJsonBody } from '../../lib/gateway/body';
import { findJsonFault } from '../../lib/gateway/json-fault';
import { encode } from '../../lib/gateway/wire';

const none = new URLSearchParams();
const read = (body: string | Uint8Array, type?: string, query = none) =>
  readJsonBody(typeof body === 'string' ? Buffer.from(body) : body, type, query);

describe('the JSON of a request', () => {
  const form = encode('Multipart', '{"a": "ü"}');

  test.each([
    ['a JSON body', '{"a": "ü"}', 'application/json'],
    ['a body without a type', '{"a": "ü"}', undefined],
    ['what curl -d sends', '{"a": "ü"}', 'application/x-www-form-urlencoded'],
    ['JSON that claims to be text', '{"a": "ü"}', 'text/plain; charset=utf-8'],
    ['an urlencoded form', `x=1&json=${encodeURIComponent('{"a": "ü"}')}`, 'application/x-www-form-urlencoded'],
    ['a multipart form', form.body, form.contentType],
    [
      'a multipart form with a file',
      '--b\r\nContent-Disposition: form-data; name="json"; filename="q.json"\r\n\r\n{"a": "ü"}\r\n--b--\r\n',
      'Multipart/Form-Data; boundary=b',
    ],
  ])('is read from %s', async (_, body, type) => {
    expect(await read(body, type)).toEqual({ text: '{"a": "ü"}', value: { a: 'ü' } });
  });

  test('is read from the query field when there is no body', async () => {
    expect(await read('', undefined, new URLSearchParams({ json: '[1]' }))).toEqual({ text: '[1]', value: [1] });
  });

  test.each([
    ['nothing', '', undefined, 'the request is empty: send a JSON body, or a form or query field named json'],
    ['text', 'hello', 'text/plain', 'the body is not JSON: line 1, column 1: expected a value, got "hello"'],
    [
      'a form without the field',
      'a=b',
      'application/x-www-form-urlencoded',
      'the body is not JSON: line 1, column 1: expected a value, got "a"',
    ],
    [
      'a form with a bad field',
      'json={',
      'application/x-www-form-urlencoded',
      'the form field json is not JSON: line 1, column 2: expected a key in double quotes or "}", got the end',
    ],
    [
      'a multipart form without the field',
      '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
      'the form has no field named json',
    ],
    [
      'a broken multipart form',
      'no form',
      'multipart/form-data; boundary=b',
      'the body is not the multipart form that its content type promises',
    ],
  ])('is refused with 400 for %s', async (_, body, type, message) => {
    await expect(read(body, type)).rejects.toMatchObject({ status: 400, message });
  });

  test('is refused when it is not UTF-8', async () => {
    await expect(read(Uint8Array.from([0x22, 0xff, 0x22]))).rejects.toMatchObject({
      message: 'the body is not UTF-8 text',
    });
  });
});

describe('the place of a fault in JSON', () => {
  test.each([
    ['{"a":}', 1, 6, 'expected a value, got "}"'],
    ['{"a":1,}', 1, 8, 'expected a key in double quotes, got "}"'],
    ['[1,]', 1, 4, 'expected a value, got "]"'],
    ['[1 2]', 1, 4, 'expected "," or "]", got "2"'],
    ['{"a":1 "b":2}', 1, 8, 'expected "," or "}", got "\\""'],
    ["{'a':1}", 1, 2, 'expected a key in double quotes or "}", got "\'"'],
    ['[NaN]', 1, 2, 'expected a value or "]", got "NaN"'],
    ['[01]', 1, 3, 'expected "," or "]", got "1"'],
    ['{}\n\n{}', 3, 1, 'expected the end, got "{"'],
    ['["a\nb"]', 1, 2, 'expected a value or "]", got "\\""'],
    ['[[[', 1, 4, 'expected a value or "]", got the end'],
  ])('%j is at %i:%i', (text, line, column, message) => {
    expect(findJsonFault(text)).toMatchObject({ line, column, message });
  });

  test('there is one exactly where JSON.parse fails', () => {
    const mutated = fc
      .tuple(fc.json(), fc.nat(60), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '1', 'e', ' ', '\u0001', 'null'))
      .map(([text, at, insert]) => text.slice(0, at) + insert + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.json(), mutated), (text) => {
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(findJsonFault(text) === undefined).toBe(parses);
      }),
      { numRuns: 2000 },
    );
  });
});
