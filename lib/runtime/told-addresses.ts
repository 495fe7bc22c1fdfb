import type { Axon } from '../spec/axon';
import { deployerName, RUNTIME_NAME } from '../spec/derive/names';
import { RUNTIME_PORT } from '../spec/derive/ports';
import { endpointVariable } from '../spec/derive/variable-name';
import type { Variables } from '../engine/task-environment';

/** The addresses that every pod of an axon is told: of the control surface for this axon, and of its deployers; each ends in a slash. */
export function toldAddresses(axon: Axon): Variables {
  const names = [...axon.deployers.keys()];
  return {
    MYELIN_URL: `http://${RUNTIME_NAME}:${RUNTIME_PORT}/axons/${axon.name}/`,
    ...Object.fromEntries(names.map((name) => [endpointVariable(name), `http://${deployerName(axon.name, name)}/`])),
  };
}
