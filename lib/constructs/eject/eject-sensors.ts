import type { AxonSpec } from '../../spec/schema/axon';
import type { ActionSpec, ConditionSpec, SensorSpec, TriggerSpec } from '../../spec/schema/sensor';
import type { TaskSpec } from '../../spec/schema/task';
import { call, list, object, text, type Code } from './code';
import { comparisonOf, conditionText, gateOf, servingComparison } from './comparisons';
import type { DeployerVariables } from './eject-serving';
import { envOf, given, type TaskVariables } from './eject-tasks';
import type { Program } from './program';

/** What a sensor refers to. */
interface Known {
  readonly tasks: TaskVariables;
  readonly deployers: DeployerVariables;
  readonly specs: ReadonlyMap<string, TaskSpec>;
}

export function ejectSensors(
  program: Program,
  { spec }: AxonSpec,
  tasks: TaskVariables,
  deployers: DeployerVariables,
): void {
  const known: Known = { tasks, deployers, specs: new Map(spec.tasks.map((task) => [task.name, task])) };
  for (const sensor of spec.sensors) {
    program.paragraph();
    program.state(sensorOf(program, sensor, known));
  }
}

function sensorOf(program: Program, sensor: SensorSpec, known: Known): Code {
  const { conditions } = sensor;
  const triggers = sensor.triggers.map((trigger) => triggerOf(program, trigger, sensor, known));
  const start = call(`${program.lib('Trigger')}.onStart`);
  const props = object({
    triggers: list(triggers.length === 0 ? [start] : triggers),
    policy: program.chosen(sensor, 'policy', 'All'),
    filter: given(sensor.filter),
    conditions:
      conditions.length === 0 ? undefined : list(conditions.map((condition) => conditionOf(program, condition, known))),
    when: sensor.when === undefined ? undefined : whenOf(program, sensor.when, sensor.triggers, known),
    actions: list(sensor.tasks.map((action) => actionOf(program, action, sensor, known))),
    cooldown: given(sensor.cooldown),
    debounce: given(sensor.debounce),
    concurrency: program.chosen(sensor, 'concurrency', 'Forbid'),
    maxInFlight: given(sensor.maxInFlight),
    deadLetter: given(sensor.deadLetter),
    suspend: given(sensor.suspend),
  });
  const open = props && { ...props, open: true };
  return call(`new ${program.lib('Sensor')}`, program.read('axon'), text(sensor.name), open);
}

function triggerOf(program: Program, trigger: TriggerSpec, sensor: SensorSpec, known: Known): Code {
  const library = program.lib('Trigger');
  switch (trigger.kind) {
    case 'rest': {
      const when = trigger.when === undefined ? undefined : whenOf(program, trigger.when, [], known);
      return call(`${library}.rest`, text(trigger.name), object({ auth: given(trigger.auth), when }));
    }
    case 'lifecycle': {
      const { task, deployer, condition, name, when } = trigger;
      const asked = sensor.policy === 'Any' ? [trigger] : sensor.triggers;
      const subject = task === undefined ? known.deployers.get(deployer ?? '') : known.tasks.get(task);
      const props = object({
        name: text(name),
        when: when === undefined ? undefined : whenOf(program, when, asked, known),
      });
      return call(`${library}.${condition.toLowerCase()}`, program.read(subject ?? ''), props);
    }
    case 'alert': {
      const { condition } = trigger;
      const comparison = servingComparison(condition, [...known.specs.values()]);
      const code =
        comparison === undefined
          ? text(condition)
          : `${program.read(known.tasks.get(comparison.task) ?? '')}.${comparison.calls}`;
      const props = object({
        name: program.chosen(trigger, 'name', 'alert'),
        for: given(trigger.for),
        interval: given(trigger.interval),
        cooldown: given(trigger.cooldown),
      });
      return call(`${library}.alert`, code, props);
    }
    case 'calendar': {
      const { schedule, timezone, catchUp } = trigger;
      const props = object({
        name: program.chosen(trigger, 'name', 'calendar'),
        timezone: given(timezone),
        catchUp: given(catchUp),
      });
      return call(`${library}.calendar`, text(schedule), props);
    }
  }
}

/** A gate over the metrics of the only training whose end is heard, where it is no more than that; else as text. */
function whenOf(program: Program, when: string, triggers: readonly TriggerSpec[], known: Known): Code {
  const [heard, ...others] = triggers.filter((trigger) => trigger.kind === 'lifecycle');
  const task = others.length === 0 && heard?.condition !== 'Running' ? heard?.task : undefined;
  const gates = task !== undefined && known.specs.get(task)?.kind === 'train' ? gateOf(when) : undefined;
  if (gates === undefined) return text(when);
  const variable = program.read(known.tasks.get(task ?? '') ?? '');
  const parts = gates.map((gate) => `${variable}.${gate}`);
  return parts.length === 1 ? (parts[0] ?? text(when)) : call(`${program.lib('Gate')}.all`, ...parts);
}

function conditionOf(program: Program, { name, condition, task }: ConditionSpec, known: Known): Code {
  const variable = program.read(known.tasks.get(task) ?? task);
  const library = program.lib('Condition');
  const props = object({ name: given(name) });
  const comparison = known.specs.get(task)?.kind === 'train' ? comparisonOf(condition, conditionText) : undefined;
  if (comparison !== undefined) return call(`${library}.metric`, `${variable}.${comparison}`, props);
  return call(`${library}.expression`, variable, text(condition), props);
}

function actionOf(program: Program, action: ActionSpec, sensor: SensorSpec, known: Known): Code {
  const variableOf = (one: ActionSpec) =>
    program.read((one.kind === 'deploy' ? known.deployers.get(one.deployer.name) : known.tasks.get(one.task)) ?? '');
  const nameOf = (one: ActionSpec) => (one.kind === 'deploy' ? one.deployer.name : one.task);
  const needs = action.needs?.flatMap((name) => sensor.tasks.find((one) => nameOf(one) === name) ?? []);
  const props = object({
    env: envOf(action.env),
    needs: needs && list(needs.map(variableOf)),
    forEach: given(action.forEach),
    approval: given(action.approval),
  });
  return call(`${program.lib('Action')}.${action.kind}`, variableOf(action), props);
}
