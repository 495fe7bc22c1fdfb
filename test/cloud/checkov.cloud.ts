import { readFileSync } from 'node:fs';
import { checkov, type Finding } from './checkov';
import { CLOUDS } from './stacks';
import { synthesized, type TerraformJson } from './synth';

/** Each cloud in each profile, and what is installed in it. */
const STACKS: Readonly<Record<string, TerraformJson>> = Object.fromEntries(
  Object.entries(CLOUDS).flatMap(([cloud, { profiles }]) =>
    Object.entries(profiles).flatMap(([profile, { cluster, platform }]) => [
      [`${cloud}-${profile}`, synthesized(cluster)],
      ...(platform === undefined ? [] : [[`${cloud}-${profile}-platform`, synthesized(platform)]]),
    ]),
  ),
);

/** What is wrong, so that a run that sees nothing is seen. */
const WRONG = { resource: { aws_s3_bucket: { open: { bucket: 'open', acl: 'public-read' } } }, output: {} };

let found: readonly Finding[] = [];
// One run for all of them: most of the time goes into its start.
beforeAll(() => void (found = checkov({ ...STACKS, wrong: WRONG })), 600_000);

test('what is wrong is seen', () => {
  expect(found.filter(({ stack }) => stack === 'wrong').map(({ check }) => check)).toContain('CKV_AWS_20');
});

test.each(Object.entries(CLOUDS))(
  'checkov has nothing against %s but what its page gives a reason for, and each reason is needed',
  (cloud, { page }) => {
    const waived = [...readFileSync(page, 'utf8').matchAll(/^\| (CKV2?_[A-Z]+_\d+)\s+\|/gm)].map(([, check]) => check);
    const against = found.filter(({ stack }) => stack.startsWith(`${cloud}-`)).map(({ check }) => check);
    expect([...new Set(against)].sort()).toEqual([...waived].sort());
  },
);
