const gone = new AbortController();

/** Aborted when standard output takes no more: nobody reads it, or its disk is full. The reason is the fault. */
export const outputGone: AbortSignal = gone.signal;

/**
 * Readers may leave (`| head`), and disks may fill: neither is a crash. What is printed after that is lost silently; a
 * command that prints without end looks at `outputGone`. A disk that is full is said on standard error.
 */
export function guardOutput(): void {
  process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
    if (gone.signal.aborted) return;
    if (fault.code !== 'EPIPE') console.error(`myelin: standard output cannot be written: ${fault.message}`);
    gone.abort(fault);
  });
  process.stderr.on('error', () => undefined);
}

/** Whether output was lost that somebody wanted: a reader who leaves wants no more. */
export function outputFailed(): boolean {
  return gone.signal.aborted && (gone.signal.reason as NodeJS.ErrnoException).code !== 'EPIPE';
}
