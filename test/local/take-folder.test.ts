import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeFolder } from '../../lib/local/take-folder';

test('a state folder that another runner has is told with who has it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'myelin-taken-'));
  try {
    const first = await takeFolder(dir);
    if (!first.ok) throw new Error('it was free');
    expect(await takeFolder(dir)).toEqual({
      ok: false,
      issue: {
        code: 'MYL3004',
        severity: 'error',
        path: [],
        message: `the state folder ${dir} is used by process ${process.pid}`,
        hint: 'end it, or name another with --state-dir',
      },
    });
    first.lock.release();
    const again = await takeFolder(dir);
    expect(again.ok).toBe(true);
    if (again.ok) again.lock.release();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
