import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { myelin, scratch } from './command-line';

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly ingress?: readonly { readonly from?: readonly object[] }[] };
}

/** Who may come in by each NetworkPolicy of a stream that names a caller. */
function openTo(out: string, says: (from: string) => boolean): string[] {
  const policies = parseAllDocuments(out).map((one) => one.toJS() as Policy);
  return policies
    .filter(
      ({ kind, spec }) => kind === 'NetworkPolicy' && (spec.ingress ?? []).some((rule) => says(JSON.stringify(rule))),
    )
    .map(({ metadata }) => metadata.name);
}

const fromShop = (rule: string) => rule.includes('"kubernetes.io/metadata.name":"shop"');

describe('--caller', () => {
  test('of synth lets a namespace and accounts ask the deployers', async () => {
    const words = ['--caller', 'shop/till', '--caller', '/batch'];
    const { code, out } = await myelin('synth', ...words, 'apps/digits/axon.yaml', '-n', 'ml', '--stdout');
    expect(code).toBe(0);
    expect(openTo(out, fromShop)).toEqual(['digits-gateway-digits']);
    expect(out).toContain('- shop/till\n');
    expect(out).toMatch(/^ +- (ml\/)?batch$/m);
    const told = await myelin('synth', 'apps/digits/axon.yaml', '--explain', 'network', '--caller', 'shop/till');
    expect(told.out).toMatch(
      /^the namespace shop +gateway digits +TCP 8080 .*the option callers opens digits to till/m,
    );
  });

  test('of install lets them call Rest triggers', async () => {
    const words = ['install', '--print', '--image', 'r.example.com/runtime:1', '-n', 'ml'];
    const { code, out } = await myelin(...words, '--caller', 'shop');
    expect(code).toBe(0);
    expect(openTo(out, fromShop)).toEqual(['myelin-runtime']);
    expect(openTo((await myelin(...words)).out, fromShop)).toEqual([]);
  });

  test('of submit is of a cluster', async () => {
    const file = join(scratch(), 'axon.yaml');
    writeFileSync(file, 'kind: Axon\n');
    const { code, err } = await myelin('submit', file, '--caller', 'shop');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'myelin: --caller is of a cluster; name one with -n, --context or -c\n',
    });
  });

  test.each(['', '/', 'shop/', 'Shop', 'a/b/c', 'shop/Till', 'app=till'])('refuses %j once', async (who) => {
    const { code, err } = await myelin('synth', 'apps/digits/axon.yaml', '--stdout', '--caller', who);
    expect(code).toBe(2);
    expect(err.match(/it takes a namespace, NAMESPACE\/ACCOUNT, or \/ACCOUNT/g)).toHaveLength(1);
  });
});
