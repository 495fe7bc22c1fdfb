import type { Command } from 'commander';
import { stateDirOption, type StateOptions } from '../options';

/** `myelin pause`: the off switch of a loop that spends money by itself. */
export function registerPause(program: Command): void {
  register(program, 'pause', 'hold an axon or one sensor: events queue, nothing starts');
}

/** `myelin resume`: what queued while it was held starts now. */
export function registerResume(program: Command): void {
  register(program, 'resume', 'let an axon or one sensor go on');
}

function register(program: Command, verb: 'pause' | 'resume', description: string): void {
  program
    .command(verb)
    .description(description)
    .argument('<axon>', 'name of an axon that runs')
    .argument('[sensor]', 'one sensor of it; without, the whole axon')
    .addOption(stateDirOption())
    .action(async (name: string, sensor: string | undefined, { stateDir }: StateOptions) => {
      const { needRunner } = await import('../client.js');
      const { knownSensor } = await import('../known-sensors.js');
      const { withState } = await import('../state-reader.js');
      const runner = needRunner(stateDir);
      await withState(stateDir, (reader) => {
        const axon = reader.axon(name);
        if (sensor !== undefined) knownSensor(axon, sensor);
      });
      const query = sensor === undefined ? '' : `?sensor=${encodeURIComponent(sensor)}`;
      await runner.ask(`axons/${encodeURIComponent(name)}/${verb}${query}`, { method: 'POST' });
      process.stderr.write(`${verb}d ${name}${sensor === undefined ? '' : ` ${sensor}`}\n`);
    });
}
