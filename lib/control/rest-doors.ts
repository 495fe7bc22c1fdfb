import type { Axon, RestTrigger, SecretKey } from '../spec/axon';
import type { RestAuth, RestDoor } from './ports';

/** Where the values of the secrets are that triggers name. */
export interface TriggerSecretSource {
  read(key: SecretKey): string | undefined;
  /** A secret that nobody has given, and how to give it. */
  describeLacking(key: SecretKey): string;
}

/** The Rest triggers of an axon, and what opens each. */
export function restDoorsOf(
  { sensors }: Pick<Axon, 'sensors'>,
  authOf: (trigger: RestTrigger) => RestAuth | undefined,
): readonly RestDoor[] {
  return sensors.flatMap(({ name: sensor, triggers }) =>
    triggers.flatMap((trigger): RestDoor[] => {
      if (trigger.kind !== 'rest') return [];
      const auth = authOf(trigger);
      return [{ sensor, trigger: trigger.name, ...(auth === undefined ? {} : { auth }) }];
    }),
  );
}

/**
 * What opens a trigger: whatever is there of the secrets that it names. It lacks one only where it has none.
 *
 * @returns undefined for a trigger that anybody may call
 */
export function restAuthOf({ auth }: RestTrigger, secrets: TriggerSecretSource): RestAuth | undefined {
  if (auth === undefined) return undefined;
  const token = auth.token && secrets.read(auth.token);
  const hmac = auth.hmac && secrets.read(auth.hmac);
  const lacking = token === undefined && hmac === undefined ? (auth.token ?? auth.hmac) : undefined;
  return {
    ...(token === undefined ? {} : { token }),
    ...(hmac === undefined ? {} : { hmac }),
    ...(lacking === undefined ? {} : { missing: secrets.describeLacking(lacking) }),
  };
}
