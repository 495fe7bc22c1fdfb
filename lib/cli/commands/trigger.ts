import type { Command } from 'commander';
import { CliError, EXIT } from '../exit';
import { addWhere, whereOf, type Where } from '../where';

interface TriggerOptions {
  readonly data?: string;
  readonly id?: string;
}

/** `myelin trigger AXON SENSOR [TRIGGER]`: an event for a Rest trigger. */
export function registerTrigger(program: Command): void {
  const command = program
    .command('trigger')
    .description('send an event to a Rest trigger, and print its id')
    .argument('<axon>', 'name of an axon that runs')
    .argument('<sensor>', 'a sensor of it')
    .argument('[trigger]', 'a Rest trigger of the sensor; not needed when it has one')
    .option('--data <json>', 'what the event carries, as JSON; @FILE reads it, @- from standard input')
    .option('--id <id>', 'the same id is the same event, however often it is sent')
    .addHelpText(
      'after',
      '\nA trigger with auth takes the bearer token in the environment variable MYELIN_TRIGGER_TOKEN.',
    );
  addWhere(command).action((axon: string, sensor: string, name: string | undefined, options: TriggerOptions) =>
    trigger([axon, sensor, name], options, whereOf(command)),
  );
}

type Called = readonly [axon: string, sensor: string, trigger: string | undefined];

async function trigger([axon, sensor, name]: Called, { data, id: given }: TriggerOptions, where: Where): Promise<void> {
  const { needText } = await import('../read-text.js');
  const { pathOf } = await import('../asked-axons.js');
  const { withAxons } = await import('../axon-reader.js');
  const { restTrigger } = await import('../known-sensors.js');
  const answer = await withAxons(where, async (reader) => {
    reader.hands();
    const chosen = restTrigger(await reader.axon(axon), sensor, name);
    const body = data?.startsWith('@') ? await needText(data.slice(1)) : data;
    if (body !== undefined) refuseNoJson(body);
    const token = process.env['MYELIN_TRIGGER_TOKEN'];
    const callers = await reader.callers();
    return callers.ask(pathOf(axon, 'triggers', sensor, chosen), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(given === undefined ? {} : { 'idempotency-key': given }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
      unauthorized: `a token is ${token === undefined ? 'given' : 'corrected'} in MYELIN_TRIGGER_TOKEN, and what takes signatures alone is called over HTTP`,
    });
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
