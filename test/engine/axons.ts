/** Axons of the engine's tests: short, and about nothing but what is tested. */

/** The head of a document with these tasks: a capital P is a container, T a training, D a deploy task. */
export function axon(tasks: Record<string, string>, sensors: string, extra = ''): string {
  const lines = Object.entries(tasks).map(([name, keys]) => {
    const kind = name.startsWith('T') ? 'train' : name.startsWith('D') ? 'deploy' : 'container';
    return `    - {name: ${name}, ${kind}: {image: example${keys && `, ${keys}`}}}`;
  });
  return `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
${extra}  tasks:
${lines.join('\n')}
  sensors:
${sensors
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`;
}

/** A deployer action over one training, in flow style. */
export function deployer(name: string, more = ''): string {
  const backend = `{name: b, trainer: T, deployer: D, modelSelectionStrategy: best}`;
  return `{deployer: {name: ${name}${more}, models: [{name: m, backendModels: [${backend}]}], routes: [{path: /predict, dag: [{model: m}]}]}}`;
}
