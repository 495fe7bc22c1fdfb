import { copyFile, chmod, constants, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CopiedFiles } from './copied-files';
import { exists } from './what-is-there';

/**
 * Makes the directory that stands for an image's `/`, once: it is filled under another name and renamed when whole, so an
 * existing root is always complete, and of two that make it at once the second finds it done.
 */
export async function makeImageRoot(root: string, copied: CopiedFiles): Promise<void> {
  if (await exists(root)) return;
  await mkdir(dirname(root), { recursive: true });
  const making = await mkdtemp(`${root}.making-`);
  try {
    for (const directory of copied.directories) await mkdir(join(making, directory), { recursive: true });
    for (const [path, file] of copied.files) {
      const target = join(making, path);
      await mkdir(dirname(target), { recursive: true });
      await rm(target, { force: true });
      if (file.link !== undefined) await symlink(file.link, target);
      else {
        await copyFile(file.source, target, constants.COPYFILE_FICLONE);
        await chmod(target, file.executable ? 0o755 : 0o644);
      }
    }
    await chmod(making, 0o755);
    await rename(making, root);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await exists(root))) throw error;
  }
}
