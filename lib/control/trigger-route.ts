import { randomUUID } from 'node:crypto';
import { HttpError, json, type ControlRequest, type ControlResponse } from './http';
import type { ProcessPort, RestAuth, RestDoor } from './ports';
import { BEARER, notFound, tooOften } from './answers';
import { mayTrigger, presentsAnything, type Admission } from './trigger-auth';
import { describeEvent, takenId } from './trigger-event';
import type { TriggerLimits } from './trigger-limits';

/**
 * `POST /axons/AXON/triggers/SENSOR/TRIGGER`: 202 with the event's id once it is durable, 200 when it had come before,
 * 401 without the token or signature, 404 naming the triggers that there are, 409 when it is not taken, 429 with
 * `Retry-After` when too many come.
 */
export async function triggerRoute(
  port: ProcessPort,
  limits: TriggerLimits,
  axon: string,
  request: ControlRequest,
): Promise<ControlResponse> {
  const { sensor, trigger } = request.parameters as { sensor: string; trigger: string };
  const door = doorOf(port, axon, sensor, trigger);
  const admission = admit(door, request, limits.now());
  const place = `${axon}/${sensor}/${trigger}`;
  const wait = limits.take(place);
  if (wait > 0) throw tooOften(`trigger ${sensor}/${trigger} is called`, wait);
  const { id: named, data, source } = describeEvent((name) => request.header(name), request.body);
  const answer = await port.trigger(axon, {
    sensor,
    trigger,
    id: idOf(admission, limits, place, named ?? randomUUID()),
    data,
    source,
  });
  if (answer.duplicate === true) return json(200, { id: answer.id, duplicate: true });
  if (answer.accepted) return json(202, { id: answer.id });
  return json(409, { error: answer.reason ?? 'the event was not taken', id: answer.id });
}

function doorOf(port: ProcessPort, axon: string, sensor: string, trigger: string): RestDoor {
  const doors = port.restDoors(axon) ?? [];
  const door = doors.find((one) => one.sensor === sensor && one.trigger === trigger);
  if (door !== undefined) return door;
  const known = doors.map((one) => `${one.sensor}/${one.trigger}`);
  throw notFound('Rest trigger', `${sensor}/${trigger}`, known, 'triggers');
}

function admit({ sensor, trigger, auth }: RestDoor, request: ControlRequest, now: number): Admission {
  if (auth?.missing !== undefined) {
    throw new HttpError(503, `trigger ${sensor}/${trigger} is shut: nobody has given ${auth.missing}`);
  }
  const admission = mayTrigger(auth, request, now);
  if (admission !== undefined) return admission;
  const why = presentsAnything(request) ? 'this is not it' : 'none was given';
  throw new HttpError(401, `trigger ${sensor}/${trigger} takes ${takenBy(auth)}, and ${why}`, {}, BEARER);
}

function takenBy(auth: RestAuth | undefined): string {
  if (auth?.hmac === undefined) return 'a token';
  return auth.token === undefined ? 'a signature' : 'a token or a signature';
}

/** What is signed decides; whoever sends a request again cannot make another event of it. */
function idOf(admission: Admission, limits: TriggerLimits, place: string, id: string): string {
  switch (admission.by) {
    case 'nothing':
    case 'token':
      return id;
    case 'signature':
      return limits.eventOf(place, admission.signature, id);
    case 'signed message':
      return takenId(admission.id);
  }
}
