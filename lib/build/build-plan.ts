import type { Issue } from '../spec/issue';

/** Files of the build context that go into the image; paths of the image are absolute and POSIX. */
export interface CopyStep {
  readonly kind: 'copy';
  /** Paths or patterns, relative to the build context. */
  readonly from: readonly string[];
  readonly to: string;
  /** Whether `to` is a directory into which files go under their own names. */
  readonly intoDirectory: boolean;
  /** Counts from 1. */
  readonly line: number;
}

/** A directory that the build makes, empty. */
export interface DirectoryStep {
  readonly kind: 'directory';
  readonly path: string;
}

/** What pip installs: a requirements file of the image, requirement words, or a project folder of the image. */
export type Requirement =
  | { readonly kind: 'file'; readonly path: string; readonly line: number }
  | { readonly kind: 'packages'; readonly words: readonly string[]; readonly line: number }
  | { readonly kind: 'project'; readonly path: string; readonly line: number };

/** An instruction, or a part of one, that has no meaning on this machine. */
export interface Skipped {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

/** What a process is started with: words, or a line for `sh -c`. */
export type CommandForm =
  { readonly form: 'exec'; readonly words: readonly string[] } | { readonly form: 'shell'; readonly text: string };

/** A build as it was written, before anything of it is copied or installed. */
export interface BuildPlan {
  readonly steps: readonly (CopyStep | DirectoryStep)[];
  readonly env: Readonly<Record<string, string>>;
  /** Values of ARG in the last stage. */
  readonly args: Readonly<Record<string, string>>;
  /** Of the image, absolute. */
  readonly workdir: string;
  /** @default - root */
  readonly user?: string;
  readonly requirements: readonly Requirement[];
  /** Options of `pip install` that say where packages come from. */
  readonly pipOptions: readonly string[];
  /** @default - none */
  readonly entrypoint?: CommandForm;
  /** @default - none */
  readonly command?: CommandForm;
  /** The version that `FROM python:VERSION` names, as written. @default - it names none */
  readonly pythonVersion?: string;
  readonly skipped: readonly Skipped[];
  readonly issues: readonly Issue[];
}
