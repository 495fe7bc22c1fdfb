import { schemaOutline } from '../../lib/spec/parse';
import type { OutlineEntry } from '../../lib/spec/schema-outline';

/** A table of docs/language.md: the keys below one place of the language. */
export interface ReferenceTable {
  /** Heading of the section of the page. */
  readonly heading: string;
  readonly at: string;
  /** Keys that another table shows. */
  readonly besides?: readonly string[];
}

const SENSOR = 'spec.sensors.[]';
const DEPLOYER = `${SENSOR}.tasks.[].deployer`;
const COMMON = 'spec.tasks.[].container';

export const REFERENCE_TABLES: readonly ReferenceTable[] = [
  { heading: 'The document', at: '', besides: ['spec'] },
  { heading: 'spec', at: 'spec', besides: ['spec.artifacts', 'spec.tasks', 'spec.sensors', 'spec.desired'] },
  { heading: 'Artifacts', at: 'spec.artifacts.[]' },
  {
    heading: 'Tasks',
    at: 'spec.tasks.[]',
    besides: ['container', 'train', 'deploy', 'spark'].map((kind) => `spec.tasks.[].${kind}`),
  },
  { heading: 'What every task takes', at: COMMON },
  { heading: 'train', at: 'spec.tasks.[].train', besides: ['spec.tasks.[].train.hpTuning'] },
  { heading: 'hpTuning', at: 'spec.tasks.[].train.hpTuning' },
  { heading: 'deploy', at: 'spec.tasks.[].deploy' },
  { heading: 'spark', at: 'spec.tasks.[].spark' },
  { heading: 'Sensors', at: SENSOR, besides: [`${SENSOR}.triggers`, `${SENSOR}.conditions`, `${SENSOR}.tasks`] },
  { heading: 'Triggers', at: `${SENSOR}.triggers.[]` },
  { heading: 'Conditions', at: `${SENSOR}.conditions.[]` },
  { heading: 'Actions', at: `${SENSOR}.tasks.[]`, besides: [DEPLOYER] },
  {
    heading: 'deployer',
    at: DEPLOYER,
    besides: ['rolloutSpec', 'models', 'routes'].map((key) => `${DEPLOYER}.${key}`),
  },
  { heading: 'rolloutSpec', at: `${DEPLOYER}.rolloutSpec.[]` },
  { heading: 'models', at: `${DEPLOYER}.models.[]`, besides: [`${DEPLOYER}.models.[].routingStrategy.[].match`] },
  { heading: 'routes', at: `${DEPLOYER}.routes.[]` },
  { heading: 'desired', at: 'spec.desired.[]' },
];

/** The keys of a table. */
export function entriesOf({ at, besides = [] }: ReferenceTable): readonly OutlineEntry[] {
  const inside = at === '' ? [] : at.split('.');
  const within = (path: readonly string[], place: string) => {
    const steps = place.split('.');
    return path.length > steps.length && steps.every((step, i) => path[i] === step);
  };
  const common = new Set(isKind(at) ? keysBelow(COMMON) : []);
  return schemaOutline()
    .filter(({ path }) => path.length > inside.length && inside.every((step, i) => path[i] === step))
    .filter(({ path }) => !besides.some((place) => within(path, place)))
    .filter(({ path }) => !common.has(path.slice(inside.length).join('.')));
}

/** Whether the keys that every task takes stand below this place too. */
function isKind(at: string): boolean {
  return ['train', 'deploy', 'spark'].some((kind) => at === `spec.tasks.[].${kind}`);
}

/** The rows of a table as the page must have them. A list of keys that has a table of its own gets one row here. */
export function rowsOf(table: ReferenceTable): readonly string[] {
  const skip = table.at === '' ? 0 : table.at.split('.').length;
  return entriesOf(table).map((entry) => row(entry, skip));
}

function keysBelow(place: string): readonly string[] {
  const steps = place.split('.');
  return schemaOutline()
    .filter(({ path }) => steps.every((step, i) => path[i] === step))
    .map(({ path }) => path.slice(steps.length).join('.'));
}

function row({ path, form, required, description = '', ...rest }: OutlineEntry, skip: number): string {
  const key = path.slice(skip).join('.').replaceAll('.[]', '[]').replaceAll('.*', '.NAME');
  const [meaning, told] = description.split('. Default: ');
  const fallback = 'default' in rest && typeof rest.default !== 'object' ? String(rest.default) : (told ?? '');
  return `| \`${key}\` | ${form.replaceAll('|', 'or')} | ${required ? 'required' : fallback} | ${meaning} |`;
}
