import type { Command } from 'commander';
import { Option } from 'commander';

/** `myelin graph FILE`: what starts what. */
export function registerGraph(program: Command): void {
  program
    .command('graph')
    .description('show an axon as a graph: tasks, what starts them, what serves')
    .argument('<file>', 'an axon, or - for standard input')
    .addOption(new Option('--format <format>', 'how it is written').choices(['text', 'mermaid']).default('text'))
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (file: string, { format, parameter }: { format: string; parameter?: string[] }) => {
      const { loadOne } = await import('../documents.js');
      const { graphMermaid, graphText } = await import('../graph.js');
      const axon = await loadOne(file, parameter ?? [], true);
      const lines = format === 'mermaid' ? graphMermaid(axon) : graphText(axon);
      process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    });
}
