import type { Axon } from '../axon';
import { overruledProperties, sparkProperties } from '../derive/spark-properties';
import { issue, type Issue } from '../issue';

/** Keys of a Spark task that a SparkApplication has no place for, or that another key decides. */
export function checkSpark(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap((task) => {
    if (task.kind !== 'spark') return [];
    const at = [...task.path, 'spark'];
    const unused = (['command', 'args'] as const).filter((key) => task.spec[key] !== undefined);
    const { properties } = task.spec.sparkSpec;
    const written = sparkProperties(properties);
    const overruled = overruledProperties(task.spec.resources).filter((name) => Object.hasOwn(written, name));
    return [
      ...unused.map((key): Issue => {
        const hint = 'arguments of the application are sparkSpec.args';
        return issue('MYL1109', [...at, key], `${key} of the spark task ${task.name} has no effect`, hint);
      }),
      ...overruled.map((name): Issue => {
        const path = [...at, 'sparkSpec', 'properties', ...(typeof properties === 'string' ? [] : [name])];
        const message = `the property ${name} of ${task.name} has no effect, its resources decide it`;
        return issue('MYL1109', path, message, 'leave out the property, or the resources');
      }),
    ];
  });
}
