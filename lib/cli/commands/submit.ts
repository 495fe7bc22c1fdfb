import type { Command } from 'commander';
import { stateDirOption, type StateOptions } from '../options';
import type { Issue } from '../../spec/issue';

/** `myelin submit FILE`: an edit for the runner that runs. */
export function registerSubmit(program: Command): void {
  program
    .command('submit')
    .description('give an edited axon to its runner; runs in flight keep the spec they began with')
    .argument('<file>', 'an axon, or - for standard input')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .option('--prune', 'retire what deployers serve that the axon does not have any more')
    .addOption(stateDirOption())
    .action(submit);
}

async function submit(
  file: string,
  { parameter = [], prune = false, stateDir }: StateOptions & { parameter?: string[]; prune?: boolean },
): Promise<void> {
  const { pathOf } = await import('../asked-axons.js');
  const { inFile } = await import('../client.js');
  const { loadDocument, refuseErrors } = await import('../documents.js');
  const { printIssues } = await import('../issues.js');
  const { needRunner } = await import('../runner.js');
  const document = await loadDocument(file, { parameters: parameter });
  refuseErrors(document, true);
  const query = new URLSearchParams(parameter.map((pair): [string, string] => ['p', pair]));
  const runner = needRunner(stateDir, file);
  const answer = await runner.ask(`axons?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: document.text,
    source: { file: document.file, text: document.text },
  });
  const { axon, changed, issues } = answer.json() as { axon: string; changed: boolean; issues: readonly Issue[] };
  printIssues(
    issues.map((one) => inFile(one, document.file)),
    document.text,
  );
  if (prune) await runner.ask(pathOf(axon, 'prune'), { method: 'POST' });
  process.stdout.write(`${axon} ${changed ? 'changed' : 'unchanged'}\n`);
}
