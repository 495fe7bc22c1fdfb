import type { Command } from 'commander';
import { join } from 'node:path';

/** `myelin init`: something small that works. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('write a small axon that works, with its code')
    .argument('[dir]', 'where; it is made if it is not there', '.')
    .action(async (dir: string) => {
      const { writeStarter } = await import('../starter.js');
      for (const file of await writeStarter(dir)) process.stdout.write(`${file}\n`);
      process.stderr.write(`run it with: myelin run ${join(dir, 'axon.yaml')}\n`);
    });
}
