import { authorizationPolicy } from '../../lib/mesh/authorization-policy';
import { peerAuthentication } from '../../lib/mesh/peer-authentication';
import { tcp, type Edge, type Identity } from '../../lib/spec/derive/edge';

const server = { app: 'server' };
const edge = (port: number, as?: Identity): Edge => ({
  from: { kind: 'axon' },
  to: { kind: 'axon' },
  ports: tcp(port),
  ...(as === undefined ? {} : { as }),
  because: [],
});
const account = (name: string): Identity => ({ kind: 'account', account: name });

describe('an AuthorizationPolicy', () => {
  test('of no edges admits nobody', () => {
    expect(authorizationPolicy(server, [])).toEqual({ selector: { matchLabels: server }, action: 'ALLOW' });
  });

  test('has one rule for each set of ports, with everyone who may ask there, once and in order', () => {
    const edges = [edge(80, account('b')), edge(81, account('c')), edge(80, account('a')), edge(80, account('b'))];
    expect(authorizationPolicy(server, edges).rules).toEqual([
      { from: [{ source: { serviceAccounts: ['a', 'b'] } }], to: [{ operation: { ports: ['80'] } }] },
      { from: [{ source: { serviceAccounts: ['c'] } }], to: [{ operation: { ports: ['81'] } }] },
    ]);
  });

  test('names at most sixteen accounts in one source, as Istio takes them', () => {
    const names = Array.from({ length: 17 }, (_, index) => `a${String(index).padStart(2, '0')}`);
    const [rule] = authorizationPolicy(
      server,
      names.map((name) => edge(80, account(name))),
    ).rules!;
    expect(rule!.from).toEqual([
      { source: { serviceAccounts: names.slice(0, 16) } },
      { source: { serviceAccounts: ['a16'] } },
    ]);
  });

  test('takes a namespace or an account as alternatives', () => {
    const edges = [edge(80, { kind: 'namespace', namespace: 'shop' }), edge(80, account('till/pay'))];
    expect(authorizationPolicy(server, edges).rules).toEqual([
      {
        from: [{ source: { serviceAccounts: ['till/pay'] } }, { source: { namespaces: ['shop'] } }],
        to: [{ operation: { ports: ['80'] } }],
      },
    ]);
  });

  test('does not open to anybody a port on which somebody is named', () => {
    expect(authorizationPolicy(server, [edge(80, account('a')), edge(90)]).rules).toEqual([
      { from: [{ source: { serviceAccounts: ['a'] } }], to: [{ operation: { ports: ['80'] } }] },
      { to: [{ operation: { ports: ['90'] } }] },
    ]);
  });
});

test('a PeerAuthentication is strict, but for the ports that stay plain', () => {
  expect(peerAuthentication(server)).toEqual({ selector: { matchLabels: server }, mtls: { mode: 'STRICT' } });
  expect(peerAuthentication(server, [9090])).toEqual({
    selector: { matchLabels: server },
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 9090: { mode: 'DISABLE' } },
  });
});
