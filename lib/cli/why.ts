import type { Code, Entry, Facts } from '../engine/journal';
import type { Metrics } from '../engine/event';
import { describeEntry, listMetrics } from '../engine/view/describe';
import type { AxonReader } from './axon-reader';
import { isDecision } from './decisions';
import { inFormat } from './formats';
import { lineageOf, type Lineage, type ModelLineage } from './lineage';
import { linesText } from './text';

/** A decision as people read it. */
export interface Told {
  /** In ISO 8601. */
  readonly time: string;
  readonly subject: string;
  readonly text: string;
  readonly reason: string;
  /** The values on which it rested. @default - none */
  readonly facts?: Facts | Metrics;
}

/**
 * Every decision of an axon with its reason and the values on which it rested, oldest first, then where each version
 * comes from.
 *
 * @param format - `json` and `yaml` give `{decisions, versions}`, anything else text
 */
export async function tellWhy(reader: AxonReader, name: string, format: string): Promise<string> {
  const journal = (await reader.journal(name)).map(({ entry }) => entry);
  const told = { decisions: journal.filter(isDecision).map(tell), versions: lineageOf(journal) };
  const text = () => linesText([...told.decisions.flatMap(decisionLines), ...told.versions.flatMap(versionLines)]);
  return inFormat(format, told, { text });
}

function tell(entry: Entry): Told {
  const { subject, text, reason } = describeEntry(entry);
  const facts = factsOf(entry);
  return { time: new Date(entry.time).toISOString(), subject, text, reason, ...(facts === undefined ? {} : { facts }) };
}

function factsOf(entry: Entry): Facts | undefined {
  switch (entry.type) {
    case 'RunStarted':
    case 'SensorGated':
      return Object.keys(entry.facts).length === 0 ? undefined : entry.facts;
    case 'AlertChanged':
      return entry.value === undefined ? undefined : { value: entry.value };
    default:
      return undefined;
  }
}

function decisionLines({ time, subject, text, reason, facts }: Told): string[] {
  const head = `${time} ${subject} ${text}${reason === '' ? '' : `: ${reason}`}`;
  if (facts === undefined) return [head];
  return [
    head,
    `  ${Object.entries(facts)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ')}`,
  ];
}

function versionLines({ version, phase, spec, data, run, models }: Lineage): string[] {
  return [
    `version ${version} ${phase}: spec ${spec}, run ${run}, data of run ${data}`,
    ...models.flatMap((one) => {
      const { model, backend, training, trial, metrics, reason } = one;
      const of = trial === undefined ? '' : `, trial ${trial},`;
      const trained = training === undefined ? 'no training' : `trained by ${training}${of}${listMetrics(metrics)}`;
      const origin = originOf(one);
      return [`  ${model}/${backend}: ${trained}: ${reason}`, ...(origin === '' ? [] : [`    ${origin}`])];
    }),
  ];
}

/** Hashes of all that a model came of, as far as they are known. */
function originOf({ content, server }: ModelLineage): string {
  const code = ({ build, commit }: Partial<Code>, of: string) => [
    ...(build === undefined ? [] : [`${of} ${build}`]),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
  ];
  const hashes = content && [`parameters ${content.parameters}`, `data ${content.data}`];
  return [
    ...(content ? code(content, 'build') : []),
    ...(hashes ?? []),
    ...(server ? code(server, 'served by build') : []),
  ].join(', ');
}
