import type { DagNode, Model } from '../spec/axon';
import { RULE_HEADER } from '../spec/derive/mesh-headers';
import { routingRules } from '../spec/derive/traffic';
import { firstMatch } from '../engine/serving/match';
import { chooseBackend } from '../engine/serving/router';
import { Refusal } from './message';
import { findBackend } from './state';
import type { VersionCall } from './version-call';
import type { RestType } from './wire';

/** Whom a node asks. */
export interface Target {
  readonly url: string;
  readonly type: RestType;
  /** @default - the answer tells it */
  readonly backend?: string;
  /** @default - none but those of every call */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Whom a node asks: a model outside of the axon, the backend that feedback is for, whoever splits between the backends of
 * the model, or one of them by the rules.
 *
 * @throws Refusal 503 when nobody can answer, 404 when no rule is for the request
 */
export function targetOf(node: DagNode, call: VersionCall): { readonly target: Target; readonly shadow?: Target } {
  if (node.fullPath !== undefined) {
    return { target: { url: node.fullPath, type: node.endpointRestType ?? 'Multipart', backend: '' } };
  }
  const pinned = call.pinned?.get(node.model);
  if (pinned !== undefined) return { target: backendTarget(node, call, pinned) };
  const model = call.deployer.graph.models.find(({ name }) => name === node.model);
  if (model === undefined) throw new Refusal(500, `the graph has no model ${node.model}`, { node: node.model });
  const address = call.version.served.split?.get(model.name);
  if (address !== undefined) return { target: splitTarget(node, call, model, address) };
  const choice = chooseBackend(model, call.version, call.facts, call.splitters);
  switch (choice.kind) {
    case 'chosen': {
      const target = backendTarget(node, call, choice.to);
      return { target, ...(choice.shadow === undefined ? {} : { shadow: backendTarget(node, call, choice.shadow) }) };
    }
    case 'nobody':
      throw unready(node, call);
    case 'noRule':
      throw noRule(node);
  }
}

function backendTarget(node: DagNode, call: VersionCall, backend: string): Target {
  const served = findBackend(call.version.served, node.model, backend);
  if (served?.address === undefined) throw unready(node, call, backend);
  return {
    url: join(served.address, node.path),
    type: node.endpointRestType ?? served.endpointRestType,
    backend,
  };
}

/** Who splits is told which rule is for the request, which it cannot see as its caller sent it. */
function splitTarget(node: DagNode, call: VersionCall, model: Model, address: string): Target {
  const rule = firstMatch(routingRules(model), call.facts);
  if (rule === -1) throw noRule(node);
  const first = call.version.served.backends.find((served) => served.model === model.name);
  return {
    url: join(address, node.path),
    type: node.endpointRestType ?? first?.endpointRestType ?? 'Multipart',
    headers: { [RULE_HEADER]: String(rule) },
  };
}

function noRule({ model }: DagNode): Refusal {
  return new Refusal(404, `no routing rule of model ${model} is for this request`, { node: model });
}

/** An address of a server and a path below it, with one slash between them. */
export function join(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** Who was asked, as refusals tell it to programs. */
export type AskedPlace = Readonly<Record<'node' | 'version', string> & Partial<Record<'backend' | 'fullPath', string>>>;

function unready(node: DagNode, call: VersionCall, backend?: string): Refusal {
  const who = backend === undefined ? `no backend of model ${node.model}` : `backend ${backend} of model ${node.model}`;
  const state = backend === undefined ? 'is ready' : 'has no address';
  return new Refusal(503, `${who} ${state} in version ${call.version.name}`, placeOf(node, call, backend ?? ''));
}

export function placeOf(node: DagNode, call: VersionCall, backend: string): AskedPlace {
  return {
    node: node.model,
    version: call.version.name,
    ...(backend === '' ? {} : { backend }),
    ...(node.fullPath === undefined ? {} : { fullPath: node.fullPath }),
  };
}
