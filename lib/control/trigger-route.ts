import { randomUUID } from 'node:crypto';
import { HttpError, json, type ControlRequest, type ControlResponse } from './http';
import type { ControlPort } from './ports';
import { BEARER, notFound } from './answers';
import { mayTrigger } from './trigger-auth';
import { describeEvent } from './trigger-event';

/**
 * `POST /axons/AXON/triggers/SENSOR/TRIGGER`: 202 with the event's id once it is durable, 200 when it had come before,
 * 401 without the token or signature, 404 naming the triggers that there are, 409 when it is not taken.
 */
export async function triggerRoute(port: ControlPort, axon: string, request: ControlRequest): Promise<ControlResponse> {
  const { sensor, trigger } = request.parameters as { sensor: string; trigger: string };
  const doors = port.restDoors(axon) ?? [];
  const door = doors.find((one) => one.sensor === sensor && one.trigger === trigger);
  if (door === undefined) {
    const known = doors.map((one) => `${one.sensor}/${one.trigger}`);
    throw notFound('Rest trigger', `${sensor}/${trigger}`, known, 'triggers');
  }
  if (door.auth?.missing !== undefined) {
    throw new HttpError(503, `trigger ${sensor}/${trigger} is shut: nobody has given ${door.auth.missing}`);
  }
  const authorization = request.header('authorization');
  const signature = request.header('x-hub-signature-256');
  const presented = authorization !== undefined || signature !== undefined;
  if (!mayTrigger(door.auth, { authorization, signature, body: request.body })) {
    throw new HttpError(
      401,
      `trigger ${sensor}/${trigger} takes a token or a signature, and ${presented ? 'this is not it' : 'none was given'}`,
      {},
      BEARER,
    );
  }
  const { id = randomUUID(), data, source, time } = describeEvent((name) => request.header(name), request.body);
  const answer = await port.trigger(axon, {
    sensor,
    trigger,
    id,
    data,
    source,
    ...(time === undefined ? {} : { time }),
  });
  if (answer.duplicate === true) return json(200, { id: answer.id, duplicate: true });
  if (answer.accepted) return json(202, { id: answer.id });
  return json(409, { error: answer.reason ?? 'the event was not taken', id: answer.id });
}
