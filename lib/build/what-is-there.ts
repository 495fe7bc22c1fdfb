import { stat } from 'node:fs/promises';

/** Whether a path of this machine leads to anything. */
export async function exists(path: string): Promise<boolean> {
  return (await found(path)) !== undefined;
}

/** Whether it leads to a folder, through a link or not. */
export async function isDirectory(path: string): Promise<boolean> {
  return (await found(path))?.isDirectory() ?? false;
}

function found(path: string) {
  return stat(path).catch(() => undefined);
}
