import { BEARER, notFound, parseJson } from './answers';
import { HttpError, json, type ControlRequest, type ControlResponse, type Route } from './http';
import { journalEvents, journalLines } from './journal-stream';
import { readPush } from './metric-push';
import type { Command, ControlPort } from './ports';
import { hasToken } from './trigger-auth';
import { triggerRoute } from './trigger-route';

/** Longest axon document, in bytes. */
const DOCUMENT_LIMIT = 10 * 1024 * 1024;

/** What one can ask of the hands, as a table. */
export function controlRoutes(port: ControlPort, metrics: () => Promise<string>): readonly Route[] {
  const about = (handle: (axon: string, request: ControlRequest) => ControlResponse | Promise<ControlResponse>) => {
    return (request: ControlRequest) => handle(knownAxon(port, request.parameters['axon']!), request);
  };
  const commanded = (command: (request: ControlRequest) => Command) =>
    about(async (axon, request) => {
      const answer = await port.command(axon, command(request));
      return answer.ok ? json(200, { ok: true }) : json(409, { error: answer.reason });
    });
  return [
    { method: 'GET', path: '/health', handle: () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/ready', handle: () => ready(port) },
    { method: 'GET', path: '/metrics', handle: () => exposed(metrics) },
    { method: 'GET', path: '/axons', handle: () => json(200, { axons: port.axons() }) },
    { method: 'POST', path: '/axons', limit: DOCUMENT_LIMIT, handle: (request) => submit(port, request) },
    { method: 'GET', path: '/axons/:axon', handle: about((axon) => json(200, port.state(axon))) },
    { method: 'GET', path: '/axons/:axon/journal', handle: about((axon, request) => journal(port, axon, request)) },
    { method: 'POST', path: '/axons/:axon/metrics', handle: about((axon, request) => push(port, axon, request)) },
    { method: 'GET', path: '/axons/:axon/tasks/:task', handle: about((axon, request) => paths(port, axon, request)) },
    {
      method: 'POST',
      path: '/axons/:axon/triggers/:sensor/:trigger',
      handle: about((axon, request) => triggerRoute(port, axon, request)),
    },
    { method: 'POST', path: '/axons/:axon/pause', handle: commanded((request) => hold('pause', request)) },
    { method: 'POST', path: '/axons/:axon/resume', handle: commanded((request) => hold('resume', request)) },
    { method: 'POST', path: '/axons/:axon/restart', handle: commanded(() => ({ kind: 'restart' })) },
    { method: 'POST', path: '/axons/:axon/prune', handle: commanded(() => ({ kind: 'prune' })) },
    { method: 'POST', path: '/axons/:axon/stop', handle: commanded(() => ({ kind: 'stop' })) },
  ];
}

function knownAxon(port: ControlPort, name: string): string {
  const known = port.axons();
  if (known.includes(name)) return name;
  throw notFound('axon', name, known, 'axons');
}

function ready(port: ControlPort): ControlResponse {
  return port.ready() ? json(200, { status: 'ready' }) : json(503, { status: 'starting' }, { 'retry-after': '1' });
}

async function exposed(metrics: () => Promise<string>): Promise<ControlResponse> {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
  return { status: 200, headers, body: await metrics() };
}

async function submit(port: ControlPort, request: ControlRequest): Promise<ControlResponse> {
  const parameters: Record<string, string> = {};
  for (const pair of request.query.getAll('p')) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined) throw new HttpError(400, `a parameter is NAME=VALUE, got ${pair}`);
    parameters[name] = value!;
  }
  const answer = await port.submit(new TextDecoder().decode(request.body), parameters);
  if (!answer.ok) return json(400, { error: 'the axon has errors', issues: answer.issues });
  return json(200, { axon: answer.axon, changed: answer.changed, issues: answer.issues });
}

function journal(port: ControlPort, axon: string, request: ControlRequest): ControlResponse {
  const live = (request.header('accept') ?? '').includes('text/event-stream');
  const after = place((live ? request.header('last-event-id') : undefined) ?? request.query.get('after'));
  if (!live) {
    const headers = { 'content-type': 'application/x-ndjson' };
    return { status: 200, headers, body: () => journalLines(port, axon, after) };
  }
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return { status: 200, headers, body: (stop) => journalEvents(port, axon, after, stop) };
}

/** A place in the journal; before the first entry unless given. */
function place(text: string | null): number {
  if (text === null || text === '') return -1;
  const after = Number(text);
  if (!Number.isInteger(after)) throw new HttpError(400, `after must be the seq of an entry, got ${text}`);
  return after;
}

function push(port: ControlPort, axon: string, request: ControlRequest): ControlResponse {
  onlyProcesses(port, axon, request);
  const report = readPush(parseJson(request.body));
  if (!report.ok) throw new HttpError(400, report.faults.join('; '), { faults: report.faults });
  port.pushMetrics(axon, report.pushes, report.source);
  return { status: 204 };
}

function paths(port: ControlPort, axon: string, request: ControlRequest): ControlResponse {
  onlyProcesses(port, axon, request);
  const task = request.parameters['task']!;
  const known = port.tasks(axon);
  if (!known.includes(task)) throw notFound('task', task, known, 'tasks');
  const found = port.taskPaths(axon, task);
  if (found === undefined) throw new HttpError(404, `task ${task} has not Succeeded yet, so it has no paths`);
  return json(200, { task, data_path: found.data_path, model_path: found.model_path });
}

/** The axon's own processes alone report metrics: a report can start a training. */
function onlyProcesses(port: ControlPort, axon: string, request: ControlRequest): void {
  const token = port.processToken?.(axon);
  if (token === undefined || hasToken(token, request.header('authorization'))) return;
  throw new HttpError(401, 'this takes the token in MYELIN_TOKEN: Authorization: Bearer TOKEN', {}, BEARER);
}

function hold(kind: 'pause' | 'resume', request: ControlRequest): Command {
  const sensor = request.query.get('sensor');
  return sensor === null || sensor === '' ? { kind } : { kind, sensor };
}
