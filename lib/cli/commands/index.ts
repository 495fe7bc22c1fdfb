import type { Command } from 'commander';
import { registerEndpoint } from './endpoint';
import { registerGet } from './get';
import { registerPause, registerResume } from './hold';
import { registerList } from './list';
import { registerLogs } from './logs';
import { registerRun } from './run';
import { registerSchema } from './schema';
import { registerSubmit } from './submit';
import { registerTrigger } from './trigger';
import { registerTune } from './tune';
import { registerValidate } from './validate';

/** Every command, in the order of the help. Files of commands load heavy libraries when they run, not before. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  registerValidate,
  registerSchema,
  registerTune,
  registerRun,
  registerSubmit,
  registerList,
  registerGet,
  registerLogs,
  registerEndpoint,
  registerTrigger,
  registerPause,
  registerResume,
];
