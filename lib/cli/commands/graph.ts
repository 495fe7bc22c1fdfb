import type { Command } from 'commander';
import type { Axon } from '../../spec/axon';
import { CliError, EXIT } from '../exit';
import { outputOption } from '../options';
import { jsonText, linesText } from '../text';

interface GraphOptions {
  readonly output: string;
  readonly traffic?: boolean;
  readonly parameter?: string[];
}

/** `myelin graph FILE`: what starts what, and what serves. */
export function registerGraph(program: Command): void {
  program
    .command('graph')
    .description('show an axon as a graph: tasks, what starts them, what serves')
    .argument('<file>', 'an axon, or - for standard input')
    .addOption(outputOption(['tree', 'mermaid', 'dot', 'json']))
    .option('--traffic', 'show who answers what while one, two and three versions serve')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (file: string, { output, traffic = false, parameter = [] }: GraphOptions) => {
      const { loadOne } = await import('../documents.js');
      const axon = await loadOne(file, parameter, true);
      process.stdout.write(await (traffic ? drawTraffic(axon, output) : draw(axon, output)));
    });
}

async function draw(axon: Axon, output: string): Promise<string> {
  if (output === 'tree') {
    const { graphTree } = await import('../graph-tree.js');
    return linesText(graphTree(axon));
  }
  const { axonGraph } = await import('../../spec/derive/axon-graph.js');
  const graph = axonGraph(axon);
  if (output === 'json') return jsonText(graph);
  if (output === 'dot') return (await import('../graph-dot.js')).graphDot(graph);
  return (await import('../graph-mermaid.js')).graphMermaid(graph);
}

async function drawTraffic(axon: Axon, output: string): Promise<string> {
  const { trafficRows, trafficText } = await import('../graph-traffic.js');
  const rows = trafficRows(axon);
  if (output === 'json') return jsonText(rows);
  if (output !== 'tree') throw new CliError(`myelin: --traffic is a table or json, got ${output}`, EXIT.usage);
  return trafficText(rows);
}
