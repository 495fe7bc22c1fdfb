import type { Axon, Sensor } from '../spec/axon';
import { CliError, EXIT } from './exit';
import { unknownName } from './unknown-name';

/** @throws CliError that says which sensors there are */
export function knownSensor(axon: Axon, name: string): Sensor {
  const found = axon.sensors.find((sensor) => sensor.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'sensor',
    name,
    axon.sensors.map((sensor) => sensor.name),
  );
}

/** The Rest trigger that is meant: the one named, or the only one. */
export function restTrigger(axon: Axon, sensor: string, name: string | undefined): string {
  const rest = knownSensor(axon, sensor).triggers.flatMap((trigger) => (trigger.kind === 'rest' ? [trigger.name] : []));
  if (name !== undefined) {
    if (rest.includes(name)) return name;
    throw unknownName('Rest trigger', name, rest);
  }
  const [only, second] = rest;
  if (only === undefined) throw new CliError(`myelin: sensor ${sensor} has no Rest trigger, so it cannot be called`);
  if (second === undefined) return only;
  throw new CliError(`myelin: sensor ${sensor} has several Rest triggers, say which: ${rest.join(', ')}`, EXIT.usage);
}
