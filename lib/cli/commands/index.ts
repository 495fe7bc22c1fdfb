import type { Command } from 'commander';
import { registerGet } from './get';
import { registerList } from './list';
import { registerRun } from './run';
import { registerSchema } from './schema';
import { registerTune } from './tune';
import { registerValidate } from './validate';

/** Every command, in the order of the help. Files of commands load heavy libraries when they run, not before. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  registerValidate,
  registerSchema,
  registerTune,
  registerRun,
  registerList,
  registerGet,
];
