import type { Command } from 'commander';
import { outputOption } from '../options';
import { CliError, EXIT } from '../exit';
import { jsonText } from '../text';

interface DiffOptions {
  readonly from?: string;
  readonly objects?: boolean;
  readonly full?: boolean;
  readonly exitCode?: boolean;
  readonly parameter?: string[];
  readonly output: string;
}

/** `myelin diff OLD NEW`, or `myelin diff FILE --from REVISION`: what differs, and what it means. */
export function registerDiff(program: Command): void {
  program
    .command('diff')
    .description('tell what differs between two axons, in words')
    .argument('<file>', 'the axon before; with --from, the axon as it is now')
    .argument('[after]', 'the axon after, or - for standard input')
    .option('--from <revision>', 'compare with what a git revision has')
    .option('--objects', 'compare the Kubernetes objects too')
    .option('--full', 'with --objects, show long values to their end')
    .option('--exit-code', 'end with 4 if there are differences')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .addOption(outputOption(['text', 'json']))
    .action(diff);
}

async function diff(file: string, after: string | undefined, options: DiffOptions): Promise<void> {
  const { from, output } = options;
  if ((from === undefined) === (after === undefined)) {
    throw new CliError('myelin: diff wants two files, or one file and --from REVISION', EXIT.usage);
  }
  if (options.full === true && options.objects !== true) {
    throw new CliError('myelin: --full is of --objects', EXIT.usage);
  }
  const { readBothSides } = await import('../diff-sides.js');
  const { comparedAxons, diffAxons, diffJson, diffText, differs } = await import('../diff.js');
  const sides = await readBothSides(file, after, from, options.parameter ?? []);
  const { before, changedFiles, images } = sides;
  const diffs = diffAxons(
    comparedAxons(before, images && { images: images.before }),
    comparedAxons(sides.after, { changedFiles, ...(images === undefined ? {} : { images: images.after }) }),
  );
  if (options.objects !== true) {
    process.stdout.write(output === 'json' ? jsonText({ axons: diffJson(diffs) }) : diffText(diffs));
    if (options.exitCode === true && differs(diffs)) process.exitCode = EXIT.different;
    return;
  }
  const { diffObjects, objectsJson, objectsText } = await import('../diff-objects.js');
  const objects = diffObjects(sides, options.parameter ?? [], options.full === true);
  process.stdout.write(
    output === 'json'
      ? jsonText({ axons: diffJson(diffs), objects: objectsJson(objects) })
      : `${diffText(diffs)}${objectsText(objects)}`,
  );
  if (options.exitCode === true && (differs(diffs) || objects.length > 0)) process.exitCode = EXIT.different;
}
