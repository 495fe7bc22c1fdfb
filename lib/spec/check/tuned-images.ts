import type { Axon, TrainTask } from '../axon';
import { localBuildFolder, pathBelow } from '../derive/build-files';
import { issue, type Issue } from '../issue';
import type { DockerInstruction } from '../lang/dockerfile';

/**
 * Images of tuned trainings that cannot take the arguments of a trial: Kubernetes puts `args` in place of CMD, so a trial
 * would run `--config_id=...` as a program, and what is behind an ENTRYPOINT in shell form never sees its arguments.
 *
 * Only what can be known is told: the Dockerfile is a file beside the axon, and names its command itself.
 *
 * @param read - the instructions of a Dockerfile, by its path from the folder of the axon's file; nothing where it cannot be read
 */
export function checkTunedImages(
  axon: Axon,
  read: (file: string) => readonly DockerInstruction[] | undefined,
): readonly Issue[] {
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    if (task.kind !== 'train' || task.tuning === undefined || bringsItsCommand(task)) return [];
    const file = dockerfileOf(axon, task);
    const instructions = file === undefined ? undefined : read(file);
    const refusal = instructions === undefined ? undefined : refusalOf(instructions);
    if (refusal === undefined) return [];
    const path = [...task.path, 'train', 'imageBuild', 'dockerfile'];
    const message = `${file} ${refusal}, so the image of ${task.name} cannot take the arguments of a trial`;
    return [
      issue('MYL1405', path, message, 'give it an ENTRYPOINT such as ["python", "train.py"], or the task a command'),
    ];
  });
}

function bringsItsCommand({ spec }: TrainTask): boolean {
  return spec.command !== undefined || spec.podPatch !== undefined || spec.tfJobSpec !== undefined;
}

/** The Dockerfile of a build whose files lie beside the axon, from the folder of its file. */
function dockerfileOf(axon: Axon, { image }: TrainTask): string | undefined {
  if (image?.kind !== 'build' || image.build.dockerfile === undefined) return undefined;
  const folder = localBuildFolder(axon, image.build)?.folder;
  return folder === undefined ? undefined : pathBelow(folder, image.build.dockerfile.path);
}

/** Why the last stage of a Dockerfile takes no arguments; nothing if it does, or if that is up to its base image. */
function refusalOf(instructions: readonly DockerInstruction[]): string | undefined {
  const stage = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
  const last = (wanted: string) => stage.findLast(({ keyword }) => keyword === wanted);
  const entrypoint = last('ENTRYPOINT');
  if (entrypoint !== undefined) return entrypoint.exec === undefined ? 'has its ENTRYPOINT in shell form' : undefined;
  return last('CMD') === undefined ? undefined : 'has only a CMD';
}
