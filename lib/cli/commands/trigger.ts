import type { Command } from 'commander';
import { stateDirOption, type StateOptions } from '../options';
import { CliError, EXIT } from '../exit';

interface TriggerOptions extends StateOptions {
  readonly data?: string;
  readonly id?: string;
}

/** `myelin trigger AXON SENSOR [TRIGGER]`: an event for a Rest trigger. */
export function registerTrigger(program: Command): void {
  program
    .command('trigger')
    .description('send an event to a Rest trigger, and print its id')
    .argument('<axon>', 'name of an axon that runs')
    .argument('<sensor>', 'a sensor of it')
    .argument('[trigger]', 'a Rest trigger of the sensor; not needed when it has one')
    .option('--data <json>', 'what the event carries, as JSON; @FILE reads it, @- from standard input')
    .option('--id <id>', 'the same id is the same event, however often it is sent')
    .addOption(stateDirOption())
    .addHelpText(
      'after',
      '\nA trigger with auth takes the bearer token in the environment variable MYELIN_TRIGGER_TOKEN.',
    )
    .action(trigger);
}

async function trigger(axon: string, sensor: string, name: string | undefined, options: TriggerOptions): Promise<void> {
  const { needText } = await import('../read-text.js');
  const { needRunner } = await import('../client.js');
  const { restTrigger } = await import('../known-sensors.js');
  const { withState } = await import('../state-reader.js');
  const runner = needRunner(options.stateDir);
  const chosen = await withState(options.stateDir, (reader) => restTrigger(reader.axon(axon), sensor, name));
  const { data } = options;
  const body = data?.startsWith('@') ? await needText(data.slice(1)) : data;
  if (body !== undefined) refuseNoJson(body);
  const token = process.env['MYELIN_TRIGGER_TOKEN'];
  const answer = await runner.ask(['axons', axon, 'triggers', sensor, chosen].map(encodeURIComponent).join('/'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.id === undefined ? {} : { 'idempotency-key': options.id }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body }),
    unauthorized: `${token === undefined ? 'give' : 'correct'} the token in MYELIN_TRIGGER_TOKEN`,
  });
  const { id, duplicate } = answer.json() as { id: string; duplicate?: boolean };
  if (duplicate === true) process.stderr.write(`the event ${id} had come before, nothing new happens\n`);
  process.stdout.write(`${id}\n`);
}

function refuseNoJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (fault) {
    throw new CliError(`myelin: --data wants JSON: ${(fault as Error).message}`, EXIT.usage);
  }
}
