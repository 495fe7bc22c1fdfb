import { aboutAxon } from './about-axon';
import { BEARER, notFound, parseJson } from './answers';
import { HttpError, json, type ControlRequest, type ControlResponse, type Route } from './http';
import { readPush } from './metric-push';
import type { ProcessAnswer, ProcessPort } from './ports';
import { PushLimits } from './push-limits';
import { TriggerLimits } from './trigger-limits';
import { triggerRoute } from './trigger-route';

/** What an axon's own processes and its callers can ask, as a table. */
export function processRoutes(port: ProcessPort, now: () => number = Date.now): readonly Route[] {
  const calls = new TriggerLimits(now);
  const reports = new PushLimits(now);
  return [
    { method: 'GET', path: '/health', handle: () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/ready', handle: () => ready(port) },
    {
      method: 'POST',
      path: '/axons/:axon/metrics',
      handle: aboutAxon(port, (axon, request) => push(port, reports, axon, request)),
    },
    {
      method: 'GET',
      path: '/axons/:axon/tasks/:task',
      handle: aboutAxon(port, (axon, request) => paths(port, axon, request)),
    },
    {
      method: 'POST',
      path: '/axons/:axon/triggers/:sensor/:trigger',
      handle: aboutAxon(port, (axon, request) => triggerRoute(port, calls, axon, request)),
    },
  ];
}

function ready(port: ProcessPort): ControlResponse {
  const reason = port.whyNotReady();
  if (reason === undefined) return json(200, { status: 'ready' });
  return json(503, { status: 'not ready', reason }, { 'retry-after': '1' });
}

async function push(
  port: ProcessPort,
  limits: PushLimits,
  axon: string,
  request: ControlRequest,
): Promise<ControlResponse> {
  const { who, pod } = await onlyProcesses(port, axon, request);
  limits.take(axon, pod, request.body.length);
  const report = readPush(parseJson(request.body));
  if (!report.ok) throw new HttpError(400, report.faults.join('; '), { faults: report.faults });
  port.pushMetrics(axon, report.pushes, who?.(report.source) ?? report.source);
  return { status: 204 };
}

async function paths(port: ProcessPort, axon: string, request: ControlRequest): Promise<ControlResponse> {
  await onlyProcesses(port, axon, request);
  const task = request.parameters['task']!;
  const known = port.tasks(axon);
  if (!known.includes(task)) throw notFound('task', task, known, 'tasks');
  const found = port.taskPaths(axon, task);
  if (found === undefined) throw new HttpError(404, `task ${task} has not Succeeded yet, so it has no paths`);
  return json(200, { task, data_path: found.data_path, model_path: found.model_path });
}

/**
 * The axon's own processes alone report metrics: a report can start a training.
 *
 * @returns who it really is
 */
async function onlyProcesses(
  port: ProcessPort,
  axon: string,
  request: ControlRequest,
): Promise<Extract<ProcessAnswer, { ok: true }>> {
  const answer = await port.processAllowed(axon, request.header('authorization'));
  if (!answer.ok) throw new HttpError(401, answer.reason, {}, BEARER);
  return answer;
}
