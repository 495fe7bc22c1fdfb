import type { Issue } from '../spec/issue';
import { pathOf } from './asked-axons';
import { inFile } from './client';
import type { Document } from './documents';
import { printIssues } from './issues';
import { needRunner } from './runner';

export interface RunnerSubmit {
  readonly parameters: readonly string[];
  readonly restart: boolean;
  readonly prune: boolean;
}

/** Gives an edited axon to the runner of a state folder. */
export async function submitToRunner(
  { file, text }: Document,
  stateDir: string,
  { parameters, restart, prune }: RunnerSubmit,
): Promise<void> {
  const query = new URLSearchParams(parameters.map((pair): [string, string] => ['p', pair]));
  const runner = needRunner(stateDir, file);
  const answer = await runner.ask(`axons?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: text,
    source: { file, text },
  });
  const { axon, changed, issues } = answer.json() as { axon: string; changed: boolean; issues: readonly Issue[] };
  printIssues(
    issues.map((one) => inFile(one, file)),
    text,
  );
  if (prune) await runner.ask(pathOf(axon, 'prune'), { method: 'POST' });
  if (restart) await runner.ask(pathOf(axon, 'restart'), { method: 'POST' });
  process.stdout.write(`${axon} ${changed ? 'changed' : 'unchanged'}\n`);
}
