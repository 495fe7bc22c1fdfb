import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface EjectOptions {
  readonly parameter?: string[];
}

/** `myelin eject FILE`: the axons of a file as a program of constructs. */
export function registerEject(program: Command): void {
  program
    .command('eject')
    .description('print an axon as a TypeScript program that makes the same objects')
    .argument('<file>', 'an axon, or - for standard input')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .action(async (file: string, { parameter }: EjectOptions) => {
      const { loadDocument, refuseErrors } = await import('../documents.js');
      const { eject } = await import('../../constructs/eject.js');
      const { ConstructUseError } = await import('../../constructs/axon-error.js');
      const { CliError } = await import('../exit.js');
      const document = await loadDocument(file, { parameters: parameter ?? [] });
      refuseErrors(document, true);
      const axons = document.axons.flatMap(({ spec, source }) =>
        spec === undefined ? [] : [{ spec, document: source.data }],
      );
      if (axons.length === 0) throw new CliError(`${document.file}: there is no axon in it`);
      try {
        process.stdout.write(eject(axons, await imageLockOf(file)));
      } catch (fault) {
        if (fault instanceof ConstructUseError) throw new CliError(`${document.file}: ${fault.message}`);
        throw fault;
      }
    });
}

/** The lock beside a file, which `synth` of the file reads too. */
async function imageLockOf(file: string): Promise<string | undefined> {
  const { IMAGE_LOCK_FILE } = await import('../../spec/image-lock.js');
  const lock = join(dirname(file), IMAGE_LOCK_FILE);
  return file !== '-' && existsSync(lock) ? lock : undefined;
}
