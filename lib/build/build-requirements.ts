import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Issue, Path } from '../spec/issue';
import { issue } from '../spec/issue';
import type { BuildPlan } from './build-plan';
import type { CopiedFiles } from './copied-files';
import { isHelperPackage, readRequirements, type RequirementsOverrides } from './requirements';

/** All that pip installs for a build, as the lines of one requirements file. */
export interface BuildRequirements {
  readonly lines: readonly string[];
  readonly contentHash: string;
  /** Requirements files as written in the context, for messages. */
  readonly files: readonly string[];
  readonly issues: readonly Issue[];
}

/** Where the requirements of a build are. */
export interface RequirementsSource {
  readonly copied: CopiedFiles;
  /** The build context, for names in messages. */
  readonly context: string;
  /** @default - none */
  readonly overrides?: RequirementsOverrides;
  /** Where the axon names the build. */
  readonly path: Path;
  /** The place of an image's path in the build's root, for projects. */
  readonly mapped: (imagePath: string) => string;
}

/** Gathers what the requirements of a plan say, in order, reading files where the build context has them. */
export async function buildRequirements(
  plan: Pick<BuildPlan, 'requirements'>,
  { copied, context, overrides = {}, path, mapped }: RequirementsSource,
): Promise<BuildRequirements> {
  const lines: string[] = [];
  const files: string[] = [];
  const issues: Issue[] = [];
  const hash = createHash('sha256');
  for (const requirement of plan.requirements) {
    if (requirement.kind === 'packages') lines.push(...requirement.words.filter((word) => !isHelperPackage(word)));
    else if (requirement.kind === 'project') {
      lines.push(mapped(requirement.path));
    } else {
      const source = copied.at(requirement.path, requirement.line)?.source;
      if (source === undefined) {
        const hint = 'copy the file before pip install names it, with COPY';
        issues.push(
          issue('MYL2004', path, `line ${requirement.line}: nothing was copied to ${requirement.path}`, hint),
        );
        continue;
      }
      const read = await readRequirements(source, overrides, `line ${requirement.line}`);
      for (const { file, namedBy } of read.missing)
        issues.push(issue('MYL2004', path, `${file}, named by ${namedBy}, cannot be read`, 'check the path'));
      lines.push(...read.lines);
      files.push(relative(context, source));
      hash.update(read.hash);
    }
  }
  return { lines, contentHash: hash.digest('hex'), files, issues };
}
