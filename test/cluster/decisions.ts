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
 * Of a loop that is closed by what its users say, the decisions up to the second version that serves.
 *
 * - Up to the first version, with where that comes from, all of them, as `decisionsOf` has them.
 * - After it each kind of decision once, without what was measured: what users had sent by then depends on how fast all went,
 *   and so does how good a training of it is, and whether another one was needed.
 * - Not how the alert changed: that it fired is what starts a run.
 */
export function decisionsOfLoop(why: string): readonly string[] {
  const blocks = why.split(/\n(?=\S)/).filter((block) => !/^\S+ \S+ (\w+ \(was |Gated|Held)/.test(block));
  const [first = -1, second = -1] = blocks.flatMap((block, at) => (/^\S+Z \S+ Serving: /.test(block) ? [at] : []));
  const versions = blocks.filter((block) => block.startsWith('version '));
  const before = [...blocks.slice(0, first + 1), ...versions.slice(0, 1)];
  const after = [...blocks.slice(first + 1, second + 1), ...versions.slice(1, 2)];
  return [...decisionsOf(before.join('\n')), ...kindsOf(after.join('\n'))];
}

/** Without times, numbers that are measured, which trial they let win, and hashes. */
function kindsOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/^\d{4}-\S+Z /, '')
      .replace(/\d+\.\d+/g, 'N')
      .replace(/\b[0-9a-f]{8,}\b/g, '#')
      .replace(/= \d+\b/g, '= N')
      .replace(/\b\d+_\d+_\d+\b/g, 'T'),
  );
  return [...new Set(lines)].sort();
}
