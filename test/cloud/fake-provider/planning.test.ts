import { applied, planned, unconfigurable } from './planning';
import type { Attribute, Block } from './schema';
import { fromMessage, toMessage, Unknown, type Value } from './value';

const optional = { type: 'string', required: false, optional: true, computed: false } as const;
const computed = { type: 'string', required: false, optional: false, computed: true } as const;
const either = { type: 'string', required: false, optional: true, computed: true } as const;

/** A pool: it has a name, disks, rules that may be given, and addresses that are found out. */
const POOL: Block = {
  attributes: [
    { name: 'name', ...optional, required: true, optional: false },
    { name: 'comment', ...optional },
    { name: 'id', ...either },
    { name: 'addresses', ...computed, type: ['list', ['object', { ip: 'string', port: 'number' }]] },
    nested('rules', either, [
      { name: 'to', ...optional },
      { name: 'number', ...computed },
    ]),
  ],
  blocks: [
    {
      name: 'disk',
      nesting: 'list',
      required: false,
      atMostOne: false,
      block: {
        attributes: [
          { name: 'size', ...optional },
          { name: 'device', ...computed },
        ],
        blocks: [],
      },
    },
  ],
};

function nested(name: string, flags: Omit<Attribute, 'name' | 'type'>, attributes: readonly Attribute[]): Attribute {
  const { required, optional: may, computed: found } = flags;
  return { name, required, optional: may, computed: found, nested: { nesting: 'list', attributes } };
}

const ASKED: Value = {
  name: 'work',
  comment: null,
  id: null,
  addresses: null,
  rules: null,
  disk: [{ size: 'small', device: null }],
};

const unknown = new Unknown();

test('what nobody gave and the provider finds out is not known in a plan', () => {
  expect(planned(POOL, ASKED)).toEqual({
    name: 'work',
    comment: null,
    id: unknown,
    addresses: unknown,
    rules: unknown,
    disk: [{ size: 'small', device: unknown }],
  });
});

test('once applied all is known, and what is read by its place is there', () => {
  const made = applied(POOL, planned(POOL, ASKED), (path, type) =>
    type === 'number' ? 443 : `a ${path.join(' of ')}`,
  );
  expect(made).toEqual({
    name: 'work',
    comment: null,
    id: 'a id',
    addresses: [{ ip: 'a addresses of ip', port: 443 }],
    rules: [],
    disk: [{ size: 'small', device: 'a disk of device' }],
  });
});

test('what is given is planned as it is given', () => {
  const asked: Value = { ...(ASKED as object), id: 'mine', rules: [{ to: 'all', number: null }] };
  expect(planned(POOL, asked)).toMatchObject({ id: 'mine', rules: [{ to: 'all', number: unknown }] });
});

test('what the provider finds out cannot be given, wherever it is', () => {
  expect(unconfigurable(POOL, ASKED)).toEqual([]);
  const given: Value = { ...(ASKED as object), addresses: [], disk: [{ size: null, device: '/dev/a' }] };
  expect(unconfigurable(POOL, given)).toEqual(['addresses', 'disk.device']);
});

test('a plan to have nothing is a plan to have nothing', () => {
  expect(planned(POOL, null)).toBeNull();
  expect(applied(POOL, null, () => 'never')).toBeNull();
});

test('what is unknown comes back over the wire as it came, with all that is known of it', () => {
  const prefix = new Unknown(12, new Uint8Array([0x81, 0x01, 0xc2]));
  const value: Value = { a: unknown, b: [prefix, 1, 'two', null], c: { d: true } };
  expect(fromMessage(toMessage(value))).toEqual(value);
});
