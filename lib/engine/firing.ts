import type { Sensor } from '../spec/axon';
import { emittingRun } from './apply-events';
import { ask } from './gate';
import { holdOf } from './hold';
import { runId } from './id';
import type { Consumed } from './journal';
import { describeConsumed, readiness } from './sensor';
import { sensorState } from './state';
import type { Turn } from './turn';

/** Lets every sensor fire that can. */
export function fireSensors(turn: Turn): void {
  for (const sensor of turn.axon.sensors) fire(turn, sensor);
}

function fire(turn: Turn, sensor: Sensor): void {
  const at = sensorState(turn.state, sensor.name);
  const ready = readiness(sensor, at, holdOf(turn.state, turn.axon, sensor.name), turn.now);
  switch (ready.kind) {
    case 'idle':
      return;
    case 'held':
      if (at.held?.reason === ready.reason && at.held.until === ready.until) return;
      turn.record({ type: 'SensorHeld', sensor: sensor.name, until: ready.until }, ready.reason);
      return;
    case 'replace':
      for (const run of ready.runs) {
        if (turn.state.runs.get(run)?.cancelled) continue;
        turn.record({ type: 'RunCancelled', run }, `concurrency Replace: ${sensor.name} fires again`);
      }
      return;
    case 'fire':
      for (const { trigger, ids } of ready.superseded) {
        const reason = `a newer event of ${trigger} is taken`;
        turn.record({ type: 'EventsSuperseded', sensor: sensor.name, trigger, ids }, reason);
      }
      start(turn, sensor, ready.consumed);
  }
}

function start(turn: Turn, sensor: Sensor, consumed: readonly Consumed[]): void {
  const cause = describeConsumed(consumed);
  const verdict = ask(turn.axon, sensor, consumed, turn.state, turn.world.live, turn.now);
  if (!verdict.pass) {
    const gated = { type: 'SensorGated', sensor: sensor.name, consumed, facts: verdict.facts } as const;
    turn.record(gated, `${cause}, but ${verdict.reason}`);
    return;
  }
  const run = runId(
    sensor.name,
    consumed.map(({ event }) => event.id),
  );
  const reason = verdict.reason === 'there is no condition' ? cause : `${cause}, and ${verdict.reason}`;
  turn.record(
    {
      type: 'RunStarted',
      run,
      sensor: sensor.name,
      hash: turn.state.hash,
      consumed,
      data: inheritedData(turn, sensor, consumed) ?? run,
      facts: verdict.facts,
    },
    reason,
  );
}

/** A run caused by a Lifecycle event uses the data of the run that emitted it: of the first trigger as written. */
function inheritedData(turn: Turn, sensor: Sensor, consumed: readonly Consumed[]): string | undefined {
  for (const trigger of sensor.triggers) {
    if (trigger.kind !== 'lifecycle') continue;
    const event = consumed.find((taken) => taken.trigger === trigger.name)?.event;
    const data = event === undefined ? undefined : emittingRun(turn.state, event)?.data;
    if (data !== undefined) return data;
  }
  return undefined;
}
