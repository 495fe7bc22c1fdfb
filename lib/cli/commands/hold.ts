import type { Command } from 'commander';
import { addWhere, whereOf } from '../where';

/** `myelin pause`: the off switch of a loop that spends money by itself. */
export function registerPause(program: Command): void {
  register(program, 'pause', 'hold an axon or one sensor: events queue, nothing starts');
}

/** `myelin resume`: what queued while it was held starts now. */
export function registerResume(program: Command): void {
  register(program, 'resume', 'let an axon or one sensor go on');
}

function register(program: Command, verb: 'pause' | 'resume', description: string): void {
  const command = program
    .command(verb)
    .description(description)
    .argument('<axon>', 'name of an axon that runs')
    .argument('[sensor]', 'one sensor of it; without, the whole axon');
  addWhere(command).action(async (name: string, sensor: string | undefined) => {
    const { pathOf } = await import('../asked-axons.js');
    const { withAxons } = await import('../axon-reader.js');
    const { knownSensor } = await import('../known-sensors.js');
    await withAxons(whereOf(command), async (reader) => {
      const hands = reader.hands();
      const axon = await reader.axon(name);
      if (sensor !== undefined) knownSensor(axon, sensor);
      const query = sensor === undefined ? '' : `?sensor=${encodeURIComponent(sensor)}`;
      const before = (await reader.view(name)).seq;
      await hands.ask(`${pathOf(name, verb)}${query}`, { method: 'POST' });
      const which = `${name}${sensor === undefined ? '' : ` ${sensor}`}`;
      if (verb === 'pause') return void process.stderr.write(`paused ${which}\n`);
      const { resumedWords } = await import('../resumed-words.js');
      const since = before === undefined ? undefined : await reader.journal(name, before);
      const { sensors } = await reader.view(name);
      process.stderr.write(`${resumedWords(name, sensor, since, sensors)}\n`);
    });
  });
}
