import type { TaskSpec } from '../../spec/schema/task';
import type { ComparableMetric, Comparison } from '../comparable-metric';
import { numberText, text } from './code';

const METHODS: Readonly<Record<Comparison, keyof ComparableMetric<unknown>>> = {
  '<': 'below',
  '<=': 'atMost',
  '>': 'above',
  '>=': 'atLeast',
};

/** A metric's name, an operator and a number, as the constructs write them. */
const NAME = '([a-zA-Z_][a-zA-Z0-9_]*)';
const OP = '(<=|<|>=|>)';
const NUMBER = '(-?[\\d.]+(?:e[+-]?\\d+)?)';

/** `{{accuracy}} > 0.95` */
export const conditionText = new RegExp(`^\\{\\{${NAME}\\}\\} ${OP} ${NUMBER}$`);

/** `{{accuracy}}{source="serving"} < 0.95` */
const servingText = new RegExp(`^\\{\\{${NAME}\\}\\}\\{source="serving"\\} ${OP} ${NUMBER}$`);

/** `metrics.accuracy >= 0.95` */
const memberText = new RegExp(`^metrics\\.${NAME} ${OP} ${NUMBER}$`);

/** `improves('accuracy')` */
const improvesText = new RegExp(`^improves\\('${NAME}'\\)$`);

/** `metric('accuracy').above(0.95)`, where a text is exactly what that writes. */
export function comparisonOf(source: string, form: RegExp): string | undefined {
  const [, name, op, value] = form.exec(source) ?? [];
  // Only numbers that are written as they are printed come back as the same text.
  if (name === undefined || String(Number(value)) !== value) return undefined;
  return `metric(${text(name)}).${METHODS[op as Comparison]}(${numberText(Number(value))})`;
}

/** A comparison of a metric that one deploy task declares. */
export function servingComparison(
  source: string,
  tasks: readonly TaskSpec[],
): { readonly task: string; readonly calls: string } | undefined {
  const [, name] = servingText.exec(source) ?? [];
  const calls = comparisonOf(source, servingText);
  const declaring = tasks.filter((task) => task.kind === 'deploy' && task.metrics.some((one) => one.name === name));
  const [task, ...others] = declaring;
  return calls === undefined || task === undefined || others.length > 0 ? undefined : { task: task.name, calls };
}

/** The gates that an expression joins by `&&`, where all of them are over metrics of one training. */
export function gateOf(source: string): readonly string[] | undefined {
  const gates = source.split(' && ').map((part) => {
    const [, improved] = improvesText.exec(part) ?? [];
    return improved === undefined ? comparisonOf(part, memberText) : `metric(${text(improved)}).improves()`;
  });
  return gates.every((gate) => gate !== undefined) ? gates : undefined;
}
