import type { Command } from 'commander';
import type { BracketPlan } from '../../spec/derive/bracket-plan';
import { CliError } from '../exit';
import { table } from '../table';

/** `myelin tune FILE TASK --plan`: what a study will do before it does it. */
export function registerTune(program: Command): void {
  program
    .command('tune')
    .description('show what the tuning of a task will do')
    .argument('<file>', 'an axon, or - for standard input')
    .argument('<task>', 'a train task with hpTuning')
    .requiredOption('--plan', 'print brackets, rungs, budgets and configurations')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .option('-o, --output <format>', 'table or json', 'table')
    .action(async (file: string, name: string, options: { parameter?: string[]; output: string }) => {
      const { loadOne } = await import('../documents.js');
      const axon = await loadOne(file, options.parameter ?? []);
      const task = axon.tasks.get(name);
      if (task === undefined)
        throw new CliError(`${file}: no task is called ${name}; there are ${[...axon.tasks.keys()].join(', ')}`);
      if (task.kind !== 'train' || task.tuning === undefined)
        throw new CliError(`${file}: task ${name} has no hpTuning`);
      const { plan, concurrency } = task.tuning;
      process.stdout.write(
        options.output === 'json' ? `${JSON.stringify(plan, null, 2)}\n` : renderPlan(plan, concurrency),
      );
    });
}

/** One row a rung. */
export function renderPlan(plan: BracketPlan, concurrency: number): string {
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
