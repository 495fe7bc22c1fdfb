import type { Axon } from '../spec/axon';
import { SPEC_HASH_LABEL } from '../spec/derive/labels';
import { hasErrors, type Issue } from '../spec/issue';
import { resolveKeptSpec, resolveSpec, type ResolvedSpec } from '../spec/load';
import type { AxonSpec } from '../spec/schema/axon';
import { unsupported } from '../spec/support';
import type { KubeObject } from './kube/kube';

/** Under which a ConfigMap holds a spec: the axon's own, and those of its history. */
export const SPEC_KEY = 'axon.json';

export type ReadAxon = { readonly ok: true; readonly axon: Axon } | { readonly ok: false; readonly reason: string };

/** The axon in a ConfigMap, or why there is none. Never throws, whatever a hand has written there. */
export function readAxon(object: KubeObject): ReadAxon {
  return read(object, resolveSpec);
}

/** The same of a spec that has been in force, which is judged no second time. */
export function readKeptAxon(object: KubeObject): ReadAxon {
  return read(object, resolveKeptSpec);
}

function read({ metadata, data }: KubeObject, resolve: (spec: AxonSpec) => ResolvedSpec): ReadAxon {
  const text: unknown = data?.[SPEC_KEY];
  if (typeof text !== 'string') return refused(`ConfigMap ${metadata.name} has no ${SPEC_KEY}`);
  let resolved: ResolvedSpec;
  try {
    resolved = resolve(JSON.parse(text) as AxonSpec);
  } catch (fault) {
    const why = fault instanceof SyntaxError ? `is not JSON: ${fault.message}` : 'is no spec of an axon';
    return refused(`${SPEC_KEY} of ConfigMap ${metadata.name} ${why}`);
  }
  const { axon, issues } = resolved;
  if (axon === undefined || hasErrors(issues)) return refused(messagesOf(issues));
  const label = metadata.labels?.[SPEC_HASH_LABEL];
  if (label !== undefined && label !== axon.hash) {
    return refused(
      `${SPEC_KEY} of ConfigMap ${metadata.name} has the hash ${axon.hash} and its label says ${label}: it was edited by hand, or by another release; apply the files of one synth together`,
    );
  }
  return { ok: true, axon };
}

/** Why this release does not run an axon in a cluster; undefined where it does. */
export function whyNotRun(axon: Axon): string | undefined {
  const issues = unsupported(axon, 'cluster');
  return hasErrors(issues) ? messagesOf(issues) : undefined;
}

function refused(reason: string): ReadAxon {
  return { ok: false, reason };
}

function messagesOf(issues: readonly Issue[]): string {
  return issues
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`)
    .join('; ');
}
