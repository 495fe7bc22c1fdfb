import type { KubeObject } from '../../lib/runtime/kube/kube';
import { heldSpec, leaseDecision, releasedSpec, renewalOf } from '../../lib/runtime/kube/lease-decision';

function lease(spec: object | undefined): KubeObject {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'myelin-runtime' }, spec };
}

const held = lease({ holderIdentity: 'other', leaseDurationSeconds: 15 });

describe('what somebody who would lead does', () => {
  test('there is no lease: it makes one', () => {
    expect(leaseDecision({ since: 0 }, 'me', 5)).toEqual({ kind: 'create' });
  });

  test('it holds the lease, or did before it was restarted: it renews, however old it is', () => {
    expect(leaseDecision({ lease: lease({ holderIdentity: 'me' }), since: 0 }, 'me', 1e9)).toEqual({ kind: 'renew' });
  });

  test('another holds it: it waits until it has seen no renewal for as long as the lease says', () => {
    expect(leaseDecision({ lease: held, since: 1000 }, 'me', 15_999)).toEqual({
      ...{ kind: 'wait', holder: 'other', until: 16_000 },
    });
    expect(leaseDecision({ lease: held, since: 1000 }, 'me', 16_000)).toEqual({ kind: 'take', from: 'other' });
  });

  test.each([
    ['was given up', { holderIdentity: '', leaseDurationSeconds: 1 }],
    ['says nothing', {}],
    ['was emptied by hand', undefined],
    ['has a number for a holder', { holderIdentity: 7 }],
  ])('it %s: it takes it', (_, spec) => {
    expect(leaseDecision({ lease: lease(spec), since: 0 }, 'me', 0)).toEqual({ kind: 'take', from: '' });
  });

  test.each([undefined, 0, -5, 'soon'])('a duration of %p is none: fifteen seconds are', (leaseDurationSeconds) => {
    const seen = { lease: lease({ holderIdentity: 'other', leaseDurationSeconds }), since: 0 };
    expect(leaseDecision(seen, 'me', 0)).toEqual({ kind: 'wait', holder: 'other', until: 15_000 });
  });
});

describe('what the lease says', () => {
  const at = Date.parse('2026-03-01T10:00:00.250Z');

  test('when it is made', () => {
    expect(heldSpec(undefined, 'me', at)).toEqual({
      ...{ holderIdentity: 'me', leaseDurationSeconds: 15, leaseTransitions: 0 },
      ...{ acquireTime: '2026-03-01T10:00:00.250000Z', renewTime: '2026-03-01T10:00:00.250000Z' },
    });
  });

  test('when it is renewed: since when is as it was', () => {
    const before = lease(heldSpec(undefined, 'me', at));
    expect(heldSpec(before, 'me', at + 5000)).toEqual({ ...before['spec'], renewTime: '2026-03-01T10:00:05.250000Z' });
  });

  test('when it is taken: one more has held it, and what is not ours stays', () => {
    const before = lease({ ...heldSpec(undefined, 'other', at), strategy: 'OldestEmulationVersion' });
    expect(heldSpec(before, 'me', at + 20_000)).toEqual({
      ...{ holderIdentity: 'me', leaseDurationSeconds: 15, leaseTransitions: 1, strategy: 'OldestEmulationVersion' },
      ...{ acquireTime: '2026-03-01T10:00:20.250000Z', renewTime: '2026-03-01T10:00:20.250000Z' },
    });
  });

  test('when it is given up: nobody holds it', () => {
    const released = lease(releasedSpec(lease(heldSpec(undefined, 'me', at)), at));
    expect(leaseDecision({ lease: released, since: 0 }, 'other', 0)).toEqual({ kind: 'take', from: '' });
  });

  test('a label is no renewal', () => {
    const labelled = { ...held, metadata: { ...held.metadata, labels: { seen: 'yes' }, resourceVersion: '7' } };
    expect(renewalOf(labelled)).toBe(renewalOf(held));
  });
});
