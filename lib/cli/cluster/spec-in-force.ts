import { setTimeout as delay } from 'node:timers/promises';
import { AskedAxons } from '../asked-axons';
import { isPassing, Refusal, type ControlClient } from '../client';
import { CliError } from '../exit';

/** How long a runtime may take to hear of an edit, and how often it is asked, in milliseconds. */
const PATIENCE = 30_000;
const GLANCE = 250;

/**
 * Waits until the runtime has a spec in force.
 *
 * @throws CliError with the reason for which it refuses the spec, or where it does not hear of it
 */
export async function awaitSpec(client: ControlClient, axon: string, hash: string): Promise<void> {
  const asked = new AskedAxons(client);
  const until = Date.now() + PATIENCE;
  let last = 'it does not know the axon';
  do {
    const view = await asked.view(axon).catch((fault: unknown) => {
      // A new axon is not there at once.
      if (isPassing(fault) || (fault instanceof Refusal && fault.status === 404)) return undefined;
      throw fault;
    });
    if (view?.spec === hash) return;
    const refused = view?.conditions?.find(({ kind, reason }) => kind === 'axon' && reason === 'SpecRefused');
    if (refused !== undefined) throw new CliError(`myelin: the runtime refuses ${axon}: ${refused.message}`);
    if (view !== undefined) last = `it has spec ${view.spec} in force`;
    await delay(GLANCE);
  } while (Date.now() < until);
  throw new CliError(
    `myelin: the runtime has not taken ${axon} after ${PATIENCE / 1000} s: ${last}; myelin get says more`,
  );
}
