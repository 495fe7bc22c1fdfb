import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBeside } from '../../lib/constructs/files-beside';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const beside = () => filesBeside(join(folder, 'axon.yaml'));

test('a Dockerfile is read once in a check, and anew in the next', () => {
  write('Dockerfile', 'FROM a\nCMD ["a"]\n');
  const first = beside();
  const instructions = first.dockerfile('Dockerfile');
  expect(instructions).toMatchObject([{ keyword: 'FROM' }, { keyword: 'CMD', exec: ['a'] }]);
  write('Dockerfile', 'FROM b\n');
  expect(first.dockerfile('Dockerfile')).toBe(instructions);
  expect(beside().dockerfile('Dockerfile')).toMatchObject([{ keyword: 'FROM', text: 'b' }]);
});

test('a Dockerfile that is not there is not there for the whole check', () => {
  const first = beside();
  expect(first.dockerfile('Dockerfile')).toBeUndefined();
  write('Dockerfile', 'FROM a\n');
  expect(first.dockerfile('Dockerfile')).toBeUndefined();
  expect(beside().dockerfile('Dockerfile')).toHaveLength(1);
});

test('nothing is known of what lies beside a text that a server has', () => {
  const there = filesBeside('https://example.com/axon.yaml');
  expect([there.dockerfile('Dockerfile'), there.look('code')]).toEqual([undefined, { kind: 'unknown' }]);
});
