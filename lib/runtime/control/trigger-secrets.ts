import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RestAuth } from '../../control/ports';
import { restAuthOf } from '../../control/rest-doors';
import type { RestTrigger, SecretKey } from '../../spec/axon';

/** What Kubernetes allows as the name of a Secret and as a key in it: no way out of the folder. */
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const KEY = /^(?!\.\.?$)[-._a-zA-Z0-9]+$/;

/**
 * What opens Rest triggers: Secrets that are mounted into the pod of the runtime, at `<folder>/<secret>/<key>`.
 *
 * - Read at each call, so that a Secret that is changed or added later counts as soon as the kubelet has brought it.
 * - A line end after the value is not part of it.
 */
export class TriggerSecrets {
  /** @param folder - MYELIN_SECRETS_DIR. @default - no Secret was given to the runtime */
  constructor(private readonly folder: string | undefined) {}

  /** @returns undefined for a trigger that anybody may call */
  authOf(trigger: RestTrigger): RestAuth | undefined {
    return restAuthOf(trigger, { read: (key) => this.read(key), describeLacking });
  }

  private read({ name, key }: SecretKey): string | undefined {
    if (this.folder === undefined || !NAME.test(name) || !KEY.test(key)) return undefined;
    try {
      const value = readFileSync(join(this.folder, name, key), 'utf8').replace(/\r?\n$/, '');
      return value === '' ? undefined : value;
    } catch {
      return undefined;
    }
  }
}

function describeLacking({ name, key }: SecretKey): string {
  return `secret ${name}, key ${key}; the runtime reads it once ${name} is among the secrets that it was installed with`;
}
