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
