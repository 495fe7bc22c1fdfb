import type { AxonGraph, GraphEdge, GraphNode } from '../spec/derive/axon-graph';
import { linesText } from './text';

const SHAPES: Readonly<Record<GraphNode['kind'], string>> = {
  task: 'box',
  sensor: 'hexagon',
  start: 'circle',
  rest: 'circle',
  calendar: 'circle',
  alert: 'parallelogram',
  deployer: 'ellipse',
  route: 'cds',
  model: 'box, style=rounded',
  backend: 'component',
  outside: 'box, style="rounded,dashed"',
};

const STYLES: Readonly<Record<GraphEdge['kind'], string>> = {
  fires: 'solid',
  starts: 'bold',
  then: 'bold',
  reports: 'dashed',
  trains: 'dashed',
  asks: 'solid',
};

/** The axon in the language of Graphviz; each deployer is a cluster. */
export function graphDot({ axon, nodes, edges }: AxonGraph): string {
  const boxes = [...new Set(nodes.flatMap(({ within }) => within ?? []))];
  const lines = [
    `digraph ${quoted(axon)} {`,
    '  rankdir=LR',
    '  node [fontname="sans-serif"]',
    '  edge [fontname="sans-serif"]',
    ...nodes.filter(({ within }) => within === undefined).map((node) => `  ${nodeText(node)}`),
    ...boxes.flatMap((box, index) => [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(`deployer ${box}`)}`,
      ...nodes.filter(({ within }) => within === box).map((node) => `    ${nodeText(node)}`),
      '  }',
    ]),
    ...edges.map(({ from, to, kind, label }) => {
      const words = label === undefined ? '' : `, label=${quoted(label)}`;
      return `  ${quoted(from)} -> ${quoted(to)} [style=${STYLES[kind]}${words}]`;
    }),
    '}',
  ];
  return linesText(lines);
}

function nodeText({ id, kind, name, detail }: GraphNode): string {
  const what = kind === 'rest' || kind === 'calendar' || kind === 'alert' ? `${kind} ${name}` : name;
  const label = [what, ...(detail === undefined ? [] : [detail])].map(escaped).join('\\n');
  return `${quoted(id)} [label="${label}", shape=${SHAPES[kind]}]`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** A backslash begins an escape in a label, so a real one is doubled. */
function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\r?\n/g, '\\n');
}
