import type { Command } from 'commander';

/** One line that works for every command, shown at the end of its help. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  init: 'myelin init my-model',
  validate: 'myelin validate --strict axon.yaml',
  schema: 'myelin schema > axon.schema.json',
  graph: 'myelin graph axon.yaml -o mermaid',
  eject: 'myelin eject axon.yaml > main.ts',
  diff: 'myelin diff old.yaml axon.yaml',
  tune: 'myelin tune axon.yaml Train --plan',
  synth: 'myelin synth axon.yaml -o dist',
  build: 'myelin build axon.yaml',
  install: 'myelin install --namespace demo --lock axon.lock.json',
  uninstall: 'myelin uninstall --namespace demo',
  backup: 'myelin backup digits --namespace demo > digits.json',
  restore: 'myelin restore digits.json --namespace demo',
  run: "myelin run axon.yaml --until 'deployers.NAME.newest.version >= 2' --for 10m",
  submit: 'myelin submit axon.yaml -n ml',
  list: 'myelin list -n ml',
  get: 'myelin get digits --why',
  watch: 'myelin watch digits -n ml',
  logs: 'myelin logs Train --follow',
  endpoint: 'myelin endpoint digits -o json',
  trigger: `myelin trigger digits again --data '{"rows": 3}'`,
  pause: 'myelin pause digits',
  resume: 'myelin resume digits',
  rollback: "myelin rollback digits --reason 'answers got slow'",
  promote: 'myelin promote digits -n ml',
  delete: 'myelin delete digits --yes',
  completion: 'myelin completion zsh > ~/.zfunc/_myelin',
};

export function addExample(command: Command): void {
  const example = EXAMPLES[command.name()];
  if (example !== undefined) command.addHelpText('after', `\nExample: ${example}`);
}
