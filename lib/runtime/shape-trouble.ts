import { SPEC_HASH_LABEL } from '../spec/derive/labels';
import type { Trouble } from './hand';
import type { Kind, KubeObject } from './kube/kube';

/**
 * Why what lies at rest cannot be copied now.
 *
 * @param object - what is there of that name
 * @param hash - of the spec in force
 */
export function shapeTrouble(
  { kind, name }: { readonly kind: Kind; readonly name: string },
  object: KubeObject | undefined,
  hash: string,
): Trouble | undefined {
  if (object === undefined) {
    return { reason: 'ShapeMissing', message: `there is no ${kind} ${name}: apply the files of one synth together` };
  }
  const found = object.metadata.labels?.[SPEC_HASH_LABEL] ?? 'none';
  if (found === hash) return undefined;
  const message = `${kind} ${name} is of the spec ${found}, in force is ${hash}: apply the files of one synth together`;
  return { reason: 'ShapeOutdated', message };
}
