import { graphDot } from '../../lib/cli/graph-dot';
import { graphMermaid } from '../../lib/cli/graph-mermaid';
import type { AxonGraph } from '../../lib/spec/derive/axon-graph';

const GRAPH: AxonGraph = {
  axon: 'a',
  nodes: [
    { id: 'task/x-y', kind: 'task', name: 'x-y', detail: 'say "hi" \\ <b>\nend' },
    { id: 'task/x.y', kind: 'task', name: 'x.y' },
  ],
  edges: [{ from: 'task/x-y', to: 'task/x.y', kind: 'starts', label: '"|]' }],
  loops: [],
};

test('in Mermaid everything that could end a label is a code point, and ids of other names stay apart', () => {
  expect(graphMermaid(GRAPH)).toBe(`flowchart LR
  task_x_2d_y["x-y<br/>say #34;hi#34; #92; #60;b#62;#10;end"]
  task_x_2e_y["x.y"]
  task_x_2d_y ==>|"#34;#124;#93;"| task_x_2e_y
`);
});

test('in the language of Graphviz quotes and backslashes are escaped', () => {
  expect(graphDot(GRAPH).split('\n').slice(4, 7)).toEqual([
    '  "task/x-y" [label="x-y\\nsay \\"hi\\" \\\\ <b>\\nend", shape=box]',
    '  "task/x.y" [label="x.y", shape=box]',
    '  "task/x-y" -> "task/x.y" [style=bold, label="\\"|]"]',
  ]);
});
