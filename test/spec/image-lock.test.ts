import { formatImageLock, parseImageLock } from '../../lib/spec/image-lock';

const digest = `sha256:${'0a'.repeat(32)}`;
const image = { image: `registry.example.com/team/train@${digest}`, source: 'abc' };

test('what was written is read again, images by name', () => {
  const text = formatImageLock({ train: image, prepare: image });
  expect(text).toBe(`{
  "version": 1,
  "images": {
    "prepare": {
      "image": "registry.example.com/team/train@${digest}",
      "source": "abc"
    },
    "train": {
      "image": "registry.example.com/team/train@${digest}",
      "source": "abc"
    }
  }
}
`);
  expect(parseImageLock(text)).toEqual({ ok: true, lock: { prepare: image, train: image } });
});

test.each([
  ['{', /^it is not JSON: /],
  ['{"version": 2, "images": {}}', /^version: /],
  ['{"version": 1, "images": {"a": {"image": "a:1", "source": "x"}}}', /^images\.a\.image: a reference by digest/],
  [
    '{"version": 1, "images": {"a": {"image": "a@sha256:0", "source": "x"}}}',
    /^images\.a\.image: a reference by digest/,
  ],
])('a lock such as %s is refused with the place', (text, why) => {
  expect(parseImageLock(text)).toEqual({ ok: false, why: expect.stringMatching(why) as string });
});
