import { readFileSync } from 'node:fs';
import { synthesizeObjects } from '../../lib/cli/synthesize';
import { objectNames } from '../../lib/spec/derive/object-names';
import { loadAxons } from '../../lib/spec/load';

const FILES = ['apps/digits/axon.yaml', 'test/fixtures/axons/everything.yaml', 'test/fixtures/axons/small.yaml'];

test.each(FILES)('the objects of %s are called as the check of names says', (file) => {
  const text = readFileSync(file, 'utf8');
  const axon = loadAxons(text, { file }).axons[0]?.axon;
  if (axon === undefined) throw new Error(`${file} does not load`);
  const named = objectNames(axon);
  const kinds = new Set<string>(named.map(({ kind }) => kind));
  const synthesized = synthesizeObjects({ text, file });
  if (!synthesized.ok) throw new Error(`${file} is not synthesized`);
  const objects = synthesized.made.kept;
  const written = objects.filter(({ kind }) => kinds.has(kind)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const all = named.map(({ kind, name }) => `${kind} ${name}`);
  expect(written.filter((object) => !all.includes(object))).toEqual([]);
  // The runtime makes these when there are versions.
  const later = /^(Service \S+-gateway|VirtualService \S+-versions)$/;
  expect(all.filter((object) => !written.includes(object) && !later.test(object))).toEqual([]);
});
