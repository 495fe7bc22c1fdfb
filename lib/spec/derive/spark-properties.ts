/**
 * Properties of Spark by name, from the text of a `spark-defaults.conf` or from a map.
 *
 * A line is a name and a value with space, `=` or `:` between them; `#` begins a comment line.
 */
export function sparkProperties(given: string | Readonly<Record<string, string>> | undefined): Record<string, string> {
  if (typeof given !== 'string') return { ...given };
  const properties: Record<string, string> = {};
  for (const line of given.split('\n')) {
    const [, name, value] = /^\s*([^#\s=:][^\s=:]*)\s*[\s=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) properties[name] = value ?? '';
  }
  return properties;
}

/** Properties that say what `resources` says, by the resource. */
const OF_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  memory: ['spark.driver.memory', 'spark.executor.memory'],
  cpu: ['driver', 'executor'].flatMap((pod) =>
    ['request', 'limit'].map((what) => `spark.kubernetes.${pod}.${what}.cores`),
  ),
};

/** Properties that `resources` of the task decide, for driver and executors alike. */
export function overruledProperties(resources: WorkloadResources = {}): readonly string[] {
  const { limits = {}, requests = {} } = resources;
  return Object.entries(OF_RESOURCES).flatMap(([resource, properties]) =>
    limits[resource] === undefined && requests[resource] === undefined ? [] : properties,
  );
}

interface WorkloadResources {
  readonly limits?: Readonly<Record<string, string>> | undefined;
  readonly requests?: Readonly<Record<string, string>> | undefined;
}
