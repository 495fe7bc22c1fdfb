import { loadAxons } from '../../lib/spec/load';
import { renderIssues } from '../../lib/spec/render';

/** The first lines of every axon in these tests. */
export const HEADER = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata:
  name: demo
spec:`;

/** All that is said about a text, as a terminal without colours shows it. */
export function diagnose(text: string, options: { readonly strict?: boolean } = {}): string {
  const file = 'axon.yaml';
  return renderIssues(loadAxons(text, { file, ...options }).issues, { sources: new Map([[file, text]]) });
}

/** The same without the lines around each place. */
export function diagnoseShort(text: string): string {
  return renderIssues(loadAxons(text, { file: 'axon.yaml' }).issues);
}
