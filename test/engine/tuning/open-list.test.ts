import fc from 'fast-check';
import { OpenList } from '../../../lib/engine/tuning/open-list';

test('all numbers are open at first, in order', () => {
  expect([...new OpenList(4)]).toEqual([0, 1, 2, 3]);
  expect([...new OpenList(0)]).toEqual([]);
});

test('a closed number stays closed, and closing it again changes nothing', () => {
  const list = new OpenList(3);
  list.close(1);
  list.close(1);

  expect([...list]).toEqual([0, 2]);
  expect(list.size).toBe(2);
  expect([0, 1, 2].map((number) => list.has(number))).toEqual([true, false, true]);
});

test.each([-1, 3, 0.5])('%d was never open', (number) => {
  const list = new OpenList(3);
  list.close(number);

  expect(list.has(number)).toBe(false);
  expect(list.size).toBe(3);
});

test('it is a set of numbers that is walked in order, whatever is closed', () => {
  fc.assert(
    fc.property(fc.nat({ max: 30 }), fc.array(fc.integer({ min: -2, max: 32 })), (length, closed) => {
      const list = new OpenList(length);
      const set = new Set(Array.from({ length }, (_, number) => number));
      for (const number of closed) {
        list.close(number);
        set.delete(number);
        expect([...list]).toEqual([...set]);
        expect(list.size).toBe(set.size);
      }
    }),
  );
});
