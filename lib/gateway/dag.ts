import type { DagNode, Route } from '../spec/axon';

/** What a node answered, as the nodes that depend on it and the caller get it. */
export interface NodeAnswer {
  readonly contentType?: string;
  readonly body: Buffer;
}

/** Asks one node; fails when the node does. */
export type CallNode = (node: DagNode, payload: string, signal: AbortSignal) => Promise<NodeAnswer>;

/**
 * Runs a route: every node as soon as all it depends on have answered, those that do not wait for each other at once.
 *
 * - A node without dependencies is sent the request; one with dependencies one JSON object: each dependency's whole
 *   answer under its model's name, and the request under `INPUT` where `includeInput` is set.
 * - The first failure fails the route, and what is still being asked is cancelled.
 *
 * @param request - JSON text
 * @returns the answer of the sink, the one node on which nobody depends
 */
export async function runRoute(
  route: Route,
  request: string,
  call: CallNode,
  signal?: AbortSignal,
): Promise<NodeAnswer> {
  const stop = new AbortController();
  const cancel = () => stop.abort();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });

  const answers: Promise<NodeAnswer>[] = [];
  const ask = async (node: DagNode): Promise<NodeAnswer> => {
    if (node.dependencies.length === 0) return call(node, request, stop.signal);
    const inputs = await Promise.all(node.dependencies.map((at) => answers[at]!));
    return call(node, payload(route, node, request, inputs), stop.signal);
  };
  // Nodes are listed after their dependencies, so those are already in the list.
  for (const node of route.nodes) answers.push(ask(node));
  try {
    return (await Promise.all(answers))[route.sink]!;
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** Put together as text, so that the digits of every number arrive as they were sent. */
function payload(route: Route, node: DagNode, request: string, inputs: readonly NodeAnswer[]): string {
  const members = node.dependencies.map(
    (dependency, at) => `${JSON.stringify(route.nodes[dependency]!.model)}:${asJson(inputs[at]!)}`,
  );
  if (node.includeInput) members.push(`"INPUT":${request}`);
  return `{${members.join(',')}}`;
}

/** An answer that is not JSON is passed on as a string. */
function asJson(answer: NodeAnswer): string {
  const text = answer.body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
