import { waiverAnnotations } from '../../lib/constructs/waivers';

test('checkov has a key for each check, since a reason may have commas', () => {
  const waivers = [
    { checkov: 'CKV_1', reason: 'it is small, and red' },
    { kubeScore: 'two', reason: 'it is at rest' },
    { kubeScore: 'three', checkov: 'CKV_3', reason: 'it has none' },
  ];
  expect(waiverAnnotations(() => waivers)()).toEqual({
    'kube-score/ignore': 'two,three',
    'checkov.io/skip1': 'CKV_1=it is small, and red',
    'checkov.io/skip2': 'CKV_3=it has none',
    'galley.istio.io/analyze-suppress': undefined,
    'myelin.io/waivers': 'CKV_1: it is small, and red\ntwo: it is at rest\nthree: it has none',
  });
});
