import type { Issue } from '../spec/issue';
import type { CommandForm, CopyStep, DirectoryStep, Requirement, Skipped } from './build-plan';

/** What the instructions of one stage of a Dockerfile come to, as far as it has been read. */
export class Stage {
  readonly steps: (CopyStep | DirectoryStep)[] = [];
  readonly env: Record<string, string> = {};
  readonly args: Record<string, string> = {};
  readonly requirements: Requirement[] = [];
  readonly pipOptions: string[] = [];
  readonly skipped: Skipped[] = [];
  readonly issues: Issue[] = [];
  workdir = '/';
  user: string | undefined;
  entrypoint: CommandForm | undefined;
  command: CommandForm | undefined;
  pythonVersion: string | undefined;

  copy(): Stage {
    return Object.assign(new Stage(), structuredClone({ ...this }));
  }
}
