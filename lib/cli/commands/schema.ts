import type { Command } from 'commander';
import { jsonText } from '../text';

/** `myelin schema`: the JSON schema that editors read. */
export function registerSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON schema of the axon language')
    .addHelpText(
      'after',
      '\nFor completion in an editor, write it to a file and name it in the first line of the axon:\n' +
        '  myelin schema > axon.schema.json\n  # yaml-language-server: $schema=axon.schema.json',
    )
    .action(async () => {
      const { axonJsonSchema } = await import('../../spec/json-schema.js');
      process.stdout.write(jsonText(axonJsonSchema()));
    });
}
