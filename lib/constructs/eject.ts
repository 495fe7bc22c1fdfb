import type { AxonSpec } from '../spec/schema/axon';
import { ConstructUseError } from './axon-error';
import { idFor } from './construct-use';
import { print, call, text, type Code } from './eject/code';
import { ejectAxon } from './eject/eject-axon';
import { Identifiers } from './eject/identifiers';
import { Program } from './eject/program';
import { Written } from './eject/written';

export interface EjectedAxon {
  readonly spec: AxonSpec;
  /** The plain data that was read as the spec, which tells what was written from what was filled in. */
  readonly document: unknown;
}

/**
 * A program of constructs that says what axons say: run by cdk8s, it writes the bytes that `myelin synth` writes of them.
 *
 * - It compiles under strict rules, is formatted, and is the same for the same axons.
 * - Values of parameters stand where the parameters were.
 * - A value that a person wrote stands in it, though it equals a default.
 *
 * @param axons - that have no errors
 * @param imageLock - the file that pins their images, as the program will find it from its working directory
 * @throws ConstructUseError for an axon in which a desired model and a deployer of a sensor have one name
 */
export function eject(axons: readonly EjectedAxon[], imageLock?: string): string {
  const functions = new Identifiers();
  const written = axons.map(({ spec, document }) => {
    refuseTwins(spec);
    const program = new Program(new Written(spec, document));
    const name = functions.make(`${spec.metadata.name}-axon`, '');
    ejectAxon(program, spec, imageLock);
    const body = `${program.print('  ')}\n\n  return axon;`;
    const doc = `/** The axon ${spec.metadata.name}. */`;
    return {
      name,
      imports: program.imports,
      text: `${doc}\nexport function ${name}(chart: Chart): Axon {\n${body}\n}`,
    };
  });
  const imports = [...new Set([...written.flatMap((one) => one.imports), 'manifestsOf', 'writeManifests'])].sort();
  const chart = call('new Chart', 'app', text(idFor(axons[0]?.spec.metadata.name ?? 'axon')));
  const main = [
    'const app = new App();',
    `const chart = ${print(chart, 0, '', 0)};`,
    ...written.map(({ name }) => `${name}(chart);`),
    // The printer of cdk8s, which app.synth() uses, writes the same objects in other bytes.
    'writeManifests(manifestsOf(app), app.outdir);',
  ];
  const header = ["import { App, Chart } from 'cdk8s';", importLine(imports)].join('\n');
  return `${[header, ...written.map((one) => one.text), main.join('\n')].join('\n\n')}\n`;
}

function importLine(names: readonly string[]): string {
  const from = " from 'myelin/constructs';";
  const entries = names.map((name): [string, Code] => [name, name]);
  return `import ${print({ kind: 'object', entries }, 'import '.length, '', from.length)}${from}`;
}

/** Both would be one construct. */
function refuseTwins({ metadata, spec }: AxonSpec): void {
  const deployed = new Set(
    spec.sensors.flatMap(({ tasks }) => tasks.flatMap((one) => (one.kind === 'deploy' ? [one.deployer.name] : []))),
  );
  const twin = spec.desired.find(({ name }) => deployed.has(name));
  if (twin === undefined) return;
  const fault = `${twin.name} is both desired and deployed by a sensor: leave out one of them`;
  throw new ConstructUseError(metadata.name, fault);
}
