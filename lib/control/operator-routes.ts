import { isIP } from 'node:net';
import { aboutAxon } from './about-axon';
import { HttpError, json, type ControlRequest, type ControlResponse, type Route } from './http';
import { journalEvents, journalLines } from './journal-stream';
import type { Command, OperatorPort } from './ports';

/** Longest axon document, in bytes. */
const DOCUMENT_LIMIT = 10 * 1024 * 1024;

/**
 * What whoever operates the axons can ask, as a table.
 *
 * - It asks for no token: only operators may reach it.
 * - It is asked by an address or as localhost: a page could have a name of its own lead here, and the browser would take the
 *   answer for that page's.
 */
export function operatorRoutes(port: OperatorPort): readonly Route[] {
  const commanded = (command: (request: ControlRequest) => Command) =>
    aboutAxon(port, async (axon, request) => {
      const answer = await port.command(axon, command(request));
      return answer.ok ? json(200, answer) : json(409, { error: answer.reason });
    });
  const routes: readonly Route[] = [
    { method: 'GET', path: '/axons', handle: () => json(200, { axons: port.axons() }) },
    { method: 'POST', path: '/axons', limit: DOCUMENT_LIMIT, handle: (request) => submit(port, request) },
    { method: 'GET', path: '/axons/:axon', handle: aboutAxon(port, (axon) => json(200, port.state(axon))) },
    {
      method: 'GET',
      path: '/axons/:axon/journal',
      handle: aboutAxon(port, (axon, request) => journal(port, axon, request)),
    },
    {
      method: 'GET',
      path: '/axons/:axon/specs/:hash',
      handle: aboutAxon(port, (axon, request) => spec(port, axon, request)),
    },
    { method: 'POST', path: '/axons/:axon/pause', handle: commanded((request) => hold('pause', request)) },
    { method: 'POST', path: '/axons/:axon/resume', handle: commanded((request) => hold('resume', request)) },
    { method: 'POST', path: '/axons/:axon/restart', handle: commanded(() => ({ kind: 'restart' })) },
    { method: 'POST', path: '/axons/:axon/prune', handle: commanded(() => ({ kind: 'prune' })) },
    { method: 'POST', path: '/axons/:axon/rollback', handle: commanded((request) => move('rollback', request)) },
    { method: 'POST', path: '/axons/:axon/promote', handle: commanded((request) => move('promote', request)) },
    { method: 'POST', path: '/axons/:axon/stop', handle: commanded(() => ({ kind: 'stop' })) },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      refuseOtherNames(request.header('host'));
      return route.handle(request);
    },
  }));
}

function refuseOtherNames(host: string | undefined): void {
  if (host === undefined) return;
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  if (name === 'localhost' || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return;
  throw new HttpError(403, `operators are answered at an address or at localhost, not at ${name}`);
}

async function submit(port: OperatorPort, request: ControlRequest): Promise<ControlResponse> {
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

function spec(port: OperatorPort, axon: string, request: ControlRequest): ControlResponse {
  const hash = request.parameters['hash']!;
  const found = port.spec(axon, hash);
  if (found === undefined) throw new HttpError(404, `the journal of ${axon} speaks of no spec ${hash}`);
  return json(200, found);
}

function journal(port: OperatorPort, axon: string, request: ControlRequest): ControlResponse {
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

function hold(kind: 'pause' | 'resume', request: ControlRequest): Command {
  const sensor = request.query.get('sensor');
  return sensor === null || sensor === '' ? { kind } : { kind, sensor };
}

/** The longest reason of a person, in characters: it goes into the journal. */
const LONGEST_REASON = 500;

function move(kind: 'rollback' | 'promote', request: ControlRequest): Command {
  const [deployer, version, by, reason] = ['deployer', 'version', 'by', 'reason'].map((name) =>
    request.query.get(name),
  );
  if (!deployer) throw new HttpError(400, 'say of which deployer: ?deployer=NAME');
  if ((reason ?? '').length > LONGEST_REASON) {
    throw new HttpError(400, `a reason has at most ${LONGEST_REASON} characters, got ${reason!.length}`);
  }
  return { kind, deployer, by: by || 'an operator', ...(version ? { version } : {}), ...(reason ? { reason } : {}) };
}
