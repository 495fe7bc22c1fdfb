import type { Command } from 'commander';
import type { Axon } from '../../spec/axon';
import type { BracketPlan } from '../../spec/derive/bracket-plan';
import { CliError } from '../exit';
import { outputOption } from '../options';
import { table } from '../table';
import { jsonText } from '../text';

/** `myelin tune FILE TASK --plan`: what a study will do before it does it. */
export function registerTune(program: Command): void {
  program
    .command('tune')
    .description('show what the tuning of a task will do')
    .argument('<file>', 'an axon, or - for standard input')
    .argument('<task>', 'a train task with hpTuning')
    .requiredOption('--plan', 'print brackets, rungs, budgets and configurations')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .addOption(outputOption(['table', 'json']))
    .action(async (file: string, name: string, options: { parameter?: string[]; output: string }) => {
      const { loadOne } = await import('../documents.js');
      const axon = await loadOne(file, options.parameter ?? []);
      const task = axon.tasks.get(name);
      const { unknownName } = await import('../unknown-name.js');
      if (task === undefined) throw unknownName('task', name, [...axon.tasks.keys()]);
      if (task.kind !== 'train' || task.tuning === undefined) throw untuned(axon, name);
      const { plan, concurrency } = task.tuning;
      process.stdout.write(options.output === 'json' ? jsonText(plan) : renderPlan(plan, concurrency));
    });
}

function untuned(axon: Axon, name: string): CliError {
  const tuned = [...axon.tasks.values()].filter((task) => task.kind === 'train' && task.tuning !== undefined);
  const others = tuned.length === 0 ? 'no task has' : `these have: ${tuned.map((task) => task.name).join(', ')}`;
  return new CliError(`myelin: task ${name} of ${axon.name} has no hpTuning; ${others}`);
}

/** One row a rung. */
function renderPlan(plan: BracketPlan, concurrency: number): string {
  const rows = plan.brackets.flatMap(({ index, rungs }) =>
    rungs.map(({ budget, configurations }, rung) => [
      rung === 0 ? `${index}` : '',
      `${rung}`,
      short(budget),
      `${configurations}`,
    ]),
  );
  const total =
    `${plan.configurations} configurations, ${plan.evaluations} trials, ${concurrency} at once; ` +
    `budget ${short(plan.budget)} from scratch, ${short(plan.budgetResumed)} when survivors resume`;
  return `${table([['BRACKET', 'RUNG', 'BUDGET', 'CONFIGURATIONS'], ...rows])}${total}\n`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
