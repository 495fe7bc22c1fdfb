/** A name of the axon within the name of a variable: what a shell would refuse becomes `_`. */
export function variableSuffix(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

/** The variable that tells tasks the address of a deployer. */
export function endpointVariable(deployer: string): string {
  return `MYELIN_ENDPOINT_${variableSuffix(deployer)}`;
}

/** Names that begin so are Myelin's own: a run would not find its loop if another value stood there. No `env` gives one. */
export function isReservedVariable(name: string): boolean {
  return name.startsWith('MYELIN_');
}
