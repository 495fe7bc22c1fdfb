import {
  isDataKey,
  isDnsLabel,
  isDnsSubdomain,
  isImage,
  isLabelValue,
  isQualifiedName,
  isRepository,
  isVariableName,
} from '../../../lib/spec/lang/kubernetes-names';
import { meantQuantity, parseQuantity } from '../../../lib/spec/lang/quantity';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each([
  [isDnsLabel, ['a', 'a-1', '1a', 'a'.repeat(63)], ['', 'A', '-a', 'a-', 'a.b', 'a'.repeat(64)]],
  [isDnsSubdomain, ['a', 'a.b-c', 'example.com'], ['', 'a..b', 'a b', 'A.b', `${'a.'.repeat(126)}aa`, 'a_b']],
  [isQualifiedName, ['team', 'example.com/Team_1', 'a.B-c'], ['', '/a', 'A/b', 'a/b/c', 'a b', '_a', 'a'.repeat(64)]],
  [isLabelValue, ['', 'a', 'A.b_c-1'], ['-a', 'a b', 'a/b', 'a'.repeat(64)]],
  [isDataKey, ['.env', 'a_b', 'A.b-c'], ['', '.', '..', '..a', 'a b']],
  [isVariableName, ['A', '_a', 'a.b-c'], ['', '1A', 'A B', 'A=B', '.', '..a']],
  [
    isImage,
    [
      'train',
      'a/b_c/d__e',
      'Registry.example.com:5000/a:V1_2',
      'localhost/a',
      `a@${DIGEST}`,
      `a/b:1@${DIGEST}`,
      '[::1]:5000/a',
    ],
    ['', 'Train/X', 'a b', 'a:', 'a:-1', 'a@sha256:12', '/a', 'a/', 'a___b', 'https://a/b'],
  ],
  [
    isRepository,
    ['train', 'registry.example.com/team/train', 'xgboost_mnist'],
    ['train:1', 'X/ Y', `a@${DIGEST}`, 'Team/Train'],
  ],
])('%p takes %j and refuses %j', (takes, good, bad) => {
  expect(good.filter((name) => !takes(name))).toEqual([]);
  expect(bad.filter((name) => takes(name))).toEqual([]);
});

test('quantities, and what was meant by one that is none', () => {
  expect(['500m', '1Gi', '2e3', '1E', '1E3', '.5', '1.', '-1'].map(parseQuantity)).toEqual([
    0.5, 1073741824, 2000, 1e18, 1000, 0.5, 1, -1,
  ]);
  expect(['', 'lots', '1e3k', '1 Gi', '1g', '10GB', '1ki'].map(parseQuantity)).toEqual(Array(7).fill(undefined));
  expect(['10 GB', '1 Gi', '2 cores', '1gib', '512 parsecs', 'lots'].map(meantQuantity)).toEqual([
    'did you mean 10G',
    'did you mean 1Gi',
    'did you mean 2',
    'did you mean 1Gi',
    undefined,
    undefined,
  ]);
});
