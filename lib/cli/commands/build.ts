import { Option, type Command } from 'commander';
import { CONTAINER_TOOLS } from '../../build/image/container-tool';

/** `myelin build FILE`: images for a cluster, and the lock that pins them. */
export function registerBuild(program: Command): void {
  program
    .command('build')
    .description('build and push the images of an axon, and note their digests in axon.lock.json')
    .argument('<file>', 'an axon')
    .addOption(
      new Option('-r, --registry <registry>', 'where images go, such as registry.example.com/team').env(
        'MYELIN_REGISTRY',
      ),
    )
    .addOption(
      new Option('--tool <tool>', 'what builds them (default: the first of these that works here)').choices(
        CONTAINER_TOOLS,
      ),
    )
    .option('--only <task...>', 'only the images of these tasks')
    .option('--force', 'build what has not changed, too')
    .addOption(
      new Option('--load <command>', 'where there is no registry: a command that brings {archive} to the nodes')
        .env('MYELIN_LOAD')
        .conflicts('registry'),
    )
    .option('--no-push', 'build, and neither push nor write the lock')
    .option('--no-runtime', 'not the image of the runtime, which is built with those of the tasks')
    .option('--check', 'build nothing; end with 1 if the lock is not of this very code')
    .addOption(new Option('--dry-run', 'print what would be built from what').conflicts('check'))
    .option('--plain-http', 'the registry speaks HTTP (docker is told so by its own configuration)')
    .option('--local <overrides>', 'file with directories in place of artifacts')
    .option('-p, --parameter <name=value...>', 'value of a workflow parameter')
    .option('--state-dir <dir>', 'where checkouts of artifacts are kept', '.myelin')
    .addHelpText(
      'after',
      '\nExamples:\n  myelin build axon.yaml --registry registry.example.com/team\n' +
        "  myelin build axon.yaml --load 'kind load image-archive {archive}'\n",
    )
    .action(async (file: string, options: object) => {
      const { buildAxonImages } = await import('../build-images.js');
      await buildAxonImages(file, options as Parameters<typeof buildAxonImages>[1]);
    });
}
