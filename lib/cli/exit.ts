/** Exit codes: fine, the axon or the cluster said no, the words were wrong, `--exit-code` found differences, interrupted. */
export const EXIT = { fine: 0, refused: 1, usage: 2, different: 4, interrupted: 130 } as const;

/** A refusal whose message is complete: place, value and fix. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: number = EXIT.refused,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
