import type { Command } from 'commander';
import type { RunOptions } from '../run/run';

/** `myelin run FILE`: the whole loop on this machine. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('run the loop of an axon on this machine')
    .argument('<file>', 'an axon')
    .option('--local <overrides>', 'what this machine lacks: artifacts, images, requirements, parameters, env, python')
    .option('--state-dir <dir>', 'where journal, runs and builds are kept', '.myelin')
    .option('--port <port>', 'port of triggers, metrics and served models on 127.0.0.1')
    .option('--until <cel>', 'end with 0 when this holds of the state, such as deployers.NAME.newest.version >= 2')
    .option('--for <duration>', 'end after this long; with --until, end with 1')
    .option('--only <task...>', 'build only these tasks; others fail when they are started')
    .option('--restart', 'fire the start sensors again')
    .option('--prune', 'retire what deployers serve that the file does not have any more')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .option('--strict', 'take warnings for errors')
    .addHelpText(
      'after',
      '\nThe state that --until sees: axon, status, tasks.NAME.{phase, metrics}, sensors.NAME, alerts.NAME,\n' +
        'deployers.NAME.{newest, versions}, runs, waits. `myelin get NAME -o json` prints it.\n' +
        'Ctrl-C stops cleanly; run again and the loop goes on where it was.',
    )
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('../run/run.js');
      process.exitCode = await run(file, options);
    });
}
