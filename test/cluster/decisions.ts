/**
 * The decisions that `get --why` tells, without what is of this life or this place only, so that those of two lives compare:
 * runs are numbered as they come, and times, hashes of builds and of data are left out. What was decided at once has no order.
 */
export function decisionsOf(why: string): readonly string[] {
  const runs = [...why.matchAll(/Fired run ([0-9a-f]{10})/g)].map(([, run]) => run!);
  let text = why;
  for (const [index, run] of runs.entries()) {
    text = text.replaceAll(run, `#${index + 1}`).replaceAll(run.slice(0, 8), `#${index + 1}`);
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '')
        .replace(/\bbuild (sha256:)?[0-9a-f]+/g, 'build B')
        .replace(/\bdata [0-9a-f]{10}/, 'data D'),
    )
    .sort();
}

/**
 * Of a loop that is closed by what its users say, the decisions up to the second version that serves, as `decisionsOf` has them.
 * What two lives need not share is left out: how the alert changed before and after it fired, which starts a run, and, from the
 * first version on, what was measured, since what users had sent until then depends on how fast all went.
 */
export function decisionsOfLoop(why: string): readonly string[] {
  const blocks = why.split(/\n(?=\S)/);
  const serving = blocks.filter((block) => /^\S+Z \S+ Serving: /.test(block)).map(timeOf);
  const [first = '', second = ''] = serving;
  const versions = blocks.filter((block) => block.startsWith('version '));
  const told = blocks.filter((block) => !versions.includes(block) && timeOf(block) <= second && !isAlert(block));
  return decisionsOf(
    [
      ...told.map((block) => (timeOf(block) > first ? unmeasured(block) : block)),
      ...versions.map((block, index) => (index === 0 ? block : unmeasured(block))),
    ].join('\n'),
  );
}

function timeOf(block: string): string {
  return block.slice(0, block.indexOf(' '));
}

function isAlert(block: string): boolean {
  return /^\S+ \S+ (Unknown|Inactive|Pending|Firing) \(was /.test(block);
}

/** Without numbers that are measured, and which trial they let win. */
function unmeasured(block: string): string {
  return block
    .replace(/^\S+Z /, '')
    .replace(/\d+\.\d+/g, 'N')
    .replace(/= \d+\b/g, '= N')
    .replace(/\b\d+_\d+_\d+\b/g, 'T');
}
