import * as cdk8s from 'cdk8s';
import * as constructs from 'constructs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../../lib/constructs';
import { Axon } from '../../lib/constructs';
import { eject } from '../../lib/constructs/eject';
import { loadAxons } from '../../lib/spec/load';
import type { AxonSpec } from '../../lib/spec/schema/axon';

export interface Made {
  readonly specs: readonly AxonSpec[];
  /** All objects of all charts. */
  readonly text: string;
  /** Paths of all constructs. */
  readonly tree: readonly string[];
}

/** The program that a text of YAML is ejected to. */
export function ejectText(text: string): string {
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  const faults = issues.filter(({ severity }) => severity === 'error');
  if (faults.length > 0) throw new Error(`the axon has errors: ${faults.map(({ message }) => message).join(', ')}`);
  return eject(axons.flatMap(({ spec, source }) => (spec === undefined ? [] : [{ spec, document: source.data }])));
}

/** Runs a program of constructs in this process: compiled without a look at its types, and caught where it writes. */
export function run(program: string): Made {
  const { outputText } = transpileModule(program, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  let made: Made | undefined;
  const modules: Readonly<Record<string, unknown>> = {
    constructs,
    cdk8s,
    'myelin/constructs': {
      ...library,
      manifestsOf: (app: cdk8s.App) => {
        made = madeBy(app);
        return [];
      },
      writeManifests: () => [],
    },
  };
  new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  if (made === undefined) throw new Error('the program writes nothing');
  return made;
}

/** What an app of one chart makes of the axons of a file, as `myelin synth` does. */
export function madeOf(file: string, chart: string): Made {
  const app = new cdk8s.App();
  Axon.allFromYaml(new cdk8s.Chart(app, chart), file, { onWarnings: () => undefined });
  return madeBy(app);
}

function madeBy(app: cdk8s.App): Made {
  const nodes = app.node.findAll();
  return {
    specs: nodes.filter((node): node is Axon => node instanceof Axon).map(({ spec }) => spec),
    text: app.synthYaml() as string,
    tree: nodes.map(({ node }) => node.path),
  };
}
