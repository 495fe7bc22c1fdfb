import { ConstructUseError } from '../../lib/constructs';

/** What JavaScript may pass, where there are no types. */
export const wrong = (value: unknown) => value as never;

/** That a construct was used wrongly, as it is thrown. */
export function wrongUse(act: () => unknown): ConstructUseError {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConstructUseError);
    return thrown as ConstructUseError;
  }
  throw new Error('nothing was thrown');
}
