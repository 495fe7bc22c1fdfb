import type { Command } from 'commander';
import { registerBackup, registerRestore } from './backup';
import { registerBuild } from './build';
import { registerCompletion } from './completion';
import { registerDelete } from './delete';
import { registerDiff } from './diff';
import { registerEject } from './eject';
import { registerEndpoint } from './endpoint';
import { registerGet } from './get';
import { registerGraph } from './graph';
import { registerPause, registerResume } from './hold';
import { registerInit } from './init';
import { registerInstall, registerUninstall } from './install';
import { registerList } from './list';
import { registerLogs } from './logs';
import { registerPromote, registerRollback } from './move';
import { registerRun } from './run';
import { registerSchema } from './schema';
import { registerSubmit } from './submit';
import { registerSynth } from './synth';
import { registerTrigger } from './trigger';
import { registerTune } from './tune';
import { registerValidate } from './validate';
import { registerWatch } from './watch';

/** Every command, in the order of the help. Files of commands load heavy libraries when they run, not before. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  registerInit,
  registerValidate,
  registerSchema,
  registerGraph,
  registerDiff,
  registerTune,
  registerSynth,
  registerBuild,
  registerEject,
  registerInstall,
  registerUninstall,
  registerBackup,
  registerRestore,
  registerRun,
  registerSubmit,
  registerList,
  registerGet,
  registerWatch,
  registerLogs,
  registerEndpoint,
  registerTrigger,
  registerPause,
  registerResume,
  registerRollback,
  registerPromote,
  registerDelete,
  registerCompletion,
];
