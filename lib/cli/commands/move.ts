import type { Command } from 'commander';
import { addWhere, whereOf } from '../where';

interface MoveOptions {
  readonly deployer?: string;
  readonly to?: string;
  readonly reason?: string;
}

/** `myelin rollback`: traffic goes back to an older version, at once where that is still up. */
export function registerRollback(program: Command): void {
  register(program, 'rollback', {
    description: 'go back to an older version; what is newer and serves is rolled back',
    to: 'name or number of the version to go back to; without, the one before the newest that serves',
  });
}

/** `myelin promote`: one version answers everything. */
export function registerPromote(program: Command): void {
  register(program, 'promote', {
    description: 'let the newest version answer everything, until a newer one comes',
    to: 'name or number of a newer version that was rolled back, to have it again',
  });
}

function register(program: Command, verb: 'rollback' | 'promote', says: { description: string; to: string }): void {
  const command = program
    .command(verb)
    .description(says.description)
    .argument('<axon>', 'name of an axon that runs')
    .option('--deployer <name>', 'of which deployer; not needed where the axon has one')
    .option(verb === 'rollback' ? '--to <version>' : '--version <version>', says.to)
    .option('--reason <text>', 'why, for the journal and whoever is told');
  addWhere(command).action(async (name: string, { reason }: MoveOptions) => {
    const { pathOf } = await import('../asked-axons.js');
    const { withAxons } = await import('../axon-reader.js');
    const { knownDeployer } = await import('../known-deployers.js');
    const { whoAsks } = await import('../who-asks.js');
    const where = whereOf(command);
    const news = await withAxons(where, async (reader) => {
      const hands = reader.hands();
      const { deployer, to, version = to } = command.opts<MoveOptions & { readonly version?: string }>();
      const query = new URLSearchParams({
        deployer: knownDeployer(await reader.view(name), deployer),
        by: await whoAsks(where),
        ...(version === undefined ? {} : { version }),
        ...(reason === undefined ? {} : { reason }),
      });
      return (await hands.ask(`${pathOf(name, verb)}?${query}`, { method: 'POST' })).json() as { news?: string };
    });
    process.stderr.write(`${name}: ${news.news ?? `${verb} was asked for`}\n`);
  });
}
