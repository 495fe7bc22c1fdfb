import { synthesize, type AxonText } from '../../lib/cli/synthesize';
import { printManifest, streamOf, writePrinted } from '../../lib/cli/manifest-files';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const axon = (name: string, task: string) =>
  `apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: ${name}}\nspec:\n  tasks: [{name: ${task}, container: {image: a}}]\n  sensors: [{name: s, triggers: [{name: t, type: Calendar, schedule: '0 3 * * *'}], tasks: [{resourceExecutor: {task: ${task}}}]}]\n`;
const of = (file: string, ...axons: readonly string[]): AxonText => ({ file, text: axons.join('---\n') });
const kept = (texts: readonly AxonText[]) => {
  const synthesized = synthesize(texts, {}, ({ name, objects }) => `${name} ${objects.length}`);
  return synthesized.ok
    ? synthesized.made.kept
    : synthesized.issues.map(({ code, message, at }) => `${at?.file}:${at?.line} ${code} ${message}`);
};

test('a file for each text, named by its first axon', () => {
  expect(kept([of('one.yaml', axon('a', 'x'), axon('b', 'x')), of('two.yaml', axon('a', 'x'))])).toEqual([
    'a.k8s.yaml 9',
    'a.k8s.yaml 9',
    'a-2.k8s.yaml 9',
  ]);
});

test('what is wrong with the axons of all texts is told at once, and nothing is kept', () => {
  const unknown = (name: string) => axon(name, 'x').replace('{task: x}', '{task: y}');
  const issues = kept([of('one.yaml', axon('a', 'x'), unknown('b')), of('two.yaml', unknown('c'))]);
  expect(issues.filter((one) => one.includes('MYL1101'))).toEqual([
    'one.yaml:13 MYL1101 unknown task y',
    'two.yaml:6 MYL1101 unknown task y',
  ]);
});

test('axons of a text that would write one object are refused', () => {
  expect(kept([of('one.yaml', axon('a', 'b-c'), axon('a-b', 'c'))])).toEqual([
    'one.yaml:12 MYL1012 the task b-c of a and the task c of a-b would both have a CronJob a-b-c',
  ]);
  expect(kept([of('one.yaml', axon('a', 'x'), axon('a', 'y'))])).toEqual([
    'one.yaml:10 MYL1010 another axon has the name a',
  ]);
});

test('the parts of a manifest are one file, and one stream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-files-'));
  const part = (name: string, ...objects: object[]) => printManifest({ name, objects });
  const printed = [part('a.yaml', { kind: 'A' }), part('b.yaml'), part('a.yaml', { kind: 'B' }, { kind: 'C' })];
  try {
    expect(writePrinted(printed, folder)).toEqual([join(folder, 'a.yaml'), join(folder, 'b.yaml')]);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('kind: A\n---\nkind: B\n---\nkind: C\n');
    expect(readFileSync(join(folder, 'b.yaml'), 'utf8')).toBe('');
    expect(Buffer.concat(streamOf(printed)).toString()).toBe('kind: A\n---\nkind: B\n---\nkind: C\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
