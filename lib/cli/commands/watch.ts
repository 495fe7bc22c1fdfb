import type { Command } from 'commander';
import { CliError, EXIT } from '../exit';
import { addWhere, whereOf, type Where } from '../where';

interface WatchOptions {
  readonly until?: string;
  readonly for?: string;
}

/** `myelin watch [NAME]`: what happens to axons, as it happens. */
export function registerWatch(program: Command): void {
  const command = program
    .command('watch')
    .description('show what happens to axons as it happens, until Ctrl-C')
    .argument('[words...]', '[axon] [NAME]; without a name, all that are moved now')
    .option('--until <cel>', 'end with 0 when this holds of the state of the one axon')
    .option('--for <duration>', 'end after this long; with --until, with 1');
  addWhere(command).action(async (words: string[], options: WatchOptions) => {
    process.exitCode = await watch(words, options, whereOf(command));
  });
}

async function watch(words: readonly string[], options: WatchOptions, where: Where): Promise<number> {
  const { axonName } = await import('../axon-words.js');
  const { withAxons } = await import('../axon-reader.js');
  const { parseLimit } = await import('../limit.js');
  const { LiveScreen } = await import('../live-screen.js');
  const { Interrupts } = await import('../run/interrupts.js');
  const { needHands } = await import('../need-hands.js');
  const { parseUntil, refuseUnknownNames } = await import('../run/until.js');
  const { seconds } = await import('../tree.js');
  const { watchAxons } = await import('../watch-axons.js');
  const name = axonName(words);
  const until = options.until === undefined ? undefined : parseUntil(options.until);
  if (until !== undefined && name === undefined) {
    throw new CliError('myelin: --until wants the name of an axon', EXIT.usage);
  }
  const limit = options.for === undefined ? undefined : parseLimit(options.for);
  return withAxons(where, async (reader) => {
    if (name === undefined) reader.hands();
    else {
      const axon = await reader.axon(name);
      needHands(reader, name);
      if (until !== undefined) refuseUnknownNames(until, axon);
    }
    const screen = new LiveScreen(process.stdout);
    const began = Date.now();
    const say = (subject: string, text: string) =>
      screen.print(`${seconds(Date.now() - began).padStart(6)} ${subject} ${text}`);
    const interrupts = new Interrupts();
    const why = await watchAxons({
      reader,
      ...(name === undefined ? {} : { names: [name] }),
      screen,
      say,
      until,
      limit,
      interrupted: interrupts.first,
    });
    interrupts.dispose();
    if (why === 'gone') process.stderr.write('the runner has ended\n');
    if (until === undefined) return EXIT.fine;
    return { held: EXIT.fine, time: EXIT.refused, gone: EXIT.refused, interrupted: EXIT.interrupted }[why];
  });
}
