import type { AxonGraph, GraphEdge, GraphNode } from '../spec/derive/axon-graph';
import { linesText } from './text';

/** What stands around the label of a node, by its kind. */
const SHAPES: Readonly<Record<GraphNode['kind'], readonly [string, string]>> = {
  task: ['[', ']'],
  sensor: ['{{', '}}'],
  start: ['((', '))'],
  rest: ['((', '))'],
  calendar: ['((', '))'],
  alert: ['[/', '/]'],
  deployer: ['([', '])'],
  route: ['>', ']'],
  model: ['(', ')'],
  backend: ['[[', ']]'],
  outside: ['(', ')'],
};

const ARROWS: Readonly<Record<GraphEdge['kind'], string>> = {
  fires: '-->',
  starts: '==>',
  then: '==>',
  reports: '-.->',
  trains: '-.->',
  asks: '-->',
};

/** A flowchart for the many places that draw Mermaid; each deployer is a box of its own. */
export function graphMermaid({ nodes, edges }: AxonGraph): string {
  const boxes = [...new Set(nodes.flatMap(({ within }) => within ?? []))];
  const lines = [
    'flowchart LR',
    ...nodes.filter(({ within }) => within === undefined).map((node) => `  ${nodeText(node)}`),
    ...boxes.flatMap((box) => [
      `  subgraph ${idOf(`box/${box}`)}["deployer ${escaped(box)}"]`,
      ...nodes.filter(({ within }) => within === box).map((node) => `    ${nodeText(node)}`),
      '  end',
    ]),
    ...edges.map(({ from, to, kind, label }) => {
      const words = label === undefined ? '' : `|"${escaped(label)}"|`;
      return `  ${idOf(from)} ${ARROWS[kind]}${words} ${idOf(to)}`;
    }),
  ];
  return linesText(lines);
}

function nodeText({ id, kind, name, detail }: GraphNode): string {
  const [open, close] = SHAPES[kind];
  const what = kind === 'rest' || kind === 'calendar' || kind === 'alert' ? `${kind} ${name}` : name;
  const label = [what, ...(detail === undefined ? [] : [detail])].map(escaped).join('<br/>');
  return `${idOf(id)}${open}"${label}"${close}`;
}

/** Ids of Mermaid are words; names that differ only in other characters stay apart by their code points. */
function idOf(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, (character) =>
    character === '/' ? '_' : `_${character.codePointAt(0)?.toString(16)}_`,
  );
}

/** Inside of quotes everything but letters, digits and harmless marks is written as its code point. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/=+*@_()-]/gu, (character) => `#${character.codePointAt(0)};`);
}
