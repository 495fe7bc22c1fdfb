import { synthesized, type TerraformJson } from '../synth';
import { clusterOf, PROFILES } from './clusters';
import { SECURITY, SECURITY_OF_PROD } from './security';

const stacks = new Map(PROFILES.map((profile) => [profile, synthesized((app) => clusterOf(app, profile))]));

describe.each(PROFILES)('profile %s', (profile) => {
  const stack = stacks.get(profile) as TerraformJson;
  const properties = [...SECURITY, ...(profile === 'prod' ? SECURITY_OF_PROD : [])];

  test.each(properties)('$name', ({ holds }) => expect(holds(stack)).toBe(true));

  // A property that nothing can break proves nothing.
  test.each(properties)('it would be seen if not: $name', ({ holds, flip }) => {
    const flipped = structuredClone(stack);
    flip(flipped);
    expect(holds(flipped)).toBe(false);
  });
});
