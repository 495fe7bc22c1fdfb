import { UnknownEntryError } from '../../lib/engine/apply';
import { AxonLoop } from '../../lib/engine/axon-loop';
import type { Entry } from '../../lib/engine/journal';

test('a journal with an entry of an unknown type is refused, with the type, the time and the fix', () => {
  const newer = { type: 'TrafficMirrored', time: Date.UTC(2026, 0, 1), reason: 'a later release' } as unknown as Entry;
  const replay = () => AxonLoop.replay([newer], () => fail());

  expect(replay).toThrow(UnknownEntryError);
  expect(replay).toThrow(
    'the journal has an entry of type TrafficMirrored (2026-01-01T00:00:00.000Z), which this release does not know',
  );
});

function fail(): never {
  throw new Error('no spec was to be asked for');
}
