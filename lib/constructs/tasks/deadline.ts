import type { Task } from '../../spec/axon';

/** The longest run of one attempt as a Job has it: whole seconds, at least one; nothing where the task has no timeout. */
export function deadline({ timeout }: Pick<Task, 'timeout'>): { readonly activeDeadlineSeconds?: number } {
  return timeout === undefined ? {} : { activeDeadlineSeconds: Math.max(1, Math.ceil(timeout / 1000)) };
}
