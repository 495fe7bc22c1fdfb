import { closest } from './lang/closest';

/** Words of other tools for what is a value here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  max: 'greater',
  maximise: 'greater',
  maximize: 'greater',
  higher: 'greater',
  min: 'less',
  minimise: 'less',
  minimize: 'less',
  lower: 'less',
  random: 'RandomSearch',
  bayesian: 'TPE',
  float: 'UniformFloat',
  double: 'UniformFloat',
  int: 'UniformInteger',
  integer: 'UniformInteger',
  choice: 'Categorical',
  cron: 'Calendar',
  webhook: 'Rest',
  http: 'Rest',
};

/** `did you mean X` of the values that are known: one that is written nearly so, or that another tool calls so. */
export function meantValue(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const synonym = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
  const meant = synonym !== undefined && known.includes(synonym) ? synonym : closest(word, known);
  return meant === undefined ? undefined : `did you mean ${meant}`;
}
