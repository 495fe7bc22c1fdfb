import type { Issue } from '../../lib/spec/issue';
import { countIssues, issuesToJson, renderIssues, sortIssues, type Painter } from '../../lib/spec/render';

const at = (line: number, column: number, file = 'a.yaml') => ({
  file,
  line,
  column,
  endLine: line,
  endColumn: column + 3,
});

const ISSUES: readonly Issue[] = [
  { code: 'MYL1107', severity: 'warning', path: ['spec', 'tasks', 1], message: 'second', at: at(2, 1) },
  { code: 'MYL1101', severity: 'error', path: ['spec', 'a b'], message: 'first', hint: 'do this', at: at(1, 2) },
  { code: 'MYL1202', severity: 'info', path: [], message: 'nowhere' },
];

test('one line for each issue, by place, those without a place last, and a count', () => {
  expect(renderIssues(ISSUES)).toBe(`\
a.yaml:1:2 error MYL1101 spec["a b"] first
  hint: do this
a.yaml:2:1 warning MYL1107 spec.tasks[1] second
info MYL1202 nowhere
1 error, 1 warning, 1 info`);
});

test('no issue is no text', () => {
  expect(renderIssues([])).toBe('');
  expect(countIssues([])).toBe('no issues');
});

test('the lines around the place are shown where the source is known', () => {
  const [, issue] = ISSUES;
  expect(renderIssues(issue === undefined ? [] : [issue], { sources: new Map([['a.yaml', 'x: abc\ny: 2\n']]) })).toBe(`\
a.yaml:1:2 error MYL1101 spec["a b"] first
  > 1 | x: abc
      |  ^^^
    2 | y: 2
  hint: do this
1 error`);
});

test('a line that a machine wrote is not shown, nor one that is not there', () => {
  const [, issue] = ISSUES;
  const all = issue === undefined ? [] : [issue];
  const bare = renderIssues(all);
  expect(renderIssues(all, { sources: new Map([['a.yaml', 'x'.repeat(300)]]) })).toBe(bare);
  expect(renderIssues(all, { sources: new Map([['a.yaml', '']]) })).toBe(bare);
  expect(renderIssues(all, { sources: new Map([['b.yaml', 'x: abc']]) })).toBe(bare);
});

test('colours are only paint: without them the text is the same', () => {
  const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
  const paint: Painter = {
    red: tag('red'),
    yellow: tag('yellow'),
    blue: tag('blue'),
    dim: tag('dim'),
    bold: tag('bold'),
  };
  const painted = renderIssues(ISSUES, { paint });
  expect(painted).toContain('<bold>a.yaml:1:2</bold> <red>error</red> <dim>MYL1101</dim> spec["a b"] first');
  expect(painted.replace(/<\/?\w+>/g, '')).toBe(renderIssues(ISSUES));
});

test('files come in the order of their names', () => {
  const issues = [at(1, 1, 'b.yaml'), at(9, 9, 'a.yaml')].map((place): Issue => ({
    code: 'MYL1003',
    severity: 'error',
    path: [],
    message: 'x',
    at: place,
  }));
  expect(sortIssues(issues).map((one) => one.at?.file)).toEqual(['a.yaml', 'b.yaml']);
});

test('as data an issue has its place beside its words', () => {
  expect(issuesToJson(ISSUES)[0]).toEqual({
    code: 'MYL1101',
    severity: 'error',
    path: 'spec["a b"]',
    message: 'first',
    hint: 'do this',
    file: 'a.yaml',
    line: 1,
    column: 2,
    endLine: 1,
    endColumn: 5,
  });
});

test('an issue of a program says its construct as data', () => {
  const said = { construct: 'app/digits/Sensors/late', property: ['triggers', 0, 'schedule'] };
  const path = ['spec', 'sensors', 0, 'triggers', 0, 'schedule'];
  expect(issuesToJson([{ code: 'MYL1503', severity: 'error', path, message: 'second', said }])).toEqual([
    {
      code: 'MYL1503',
      severity: 'error',
      path: 'spec.sensors[0].triggers[0].schedule',
      message: 'second',
      construct: 'app/digits/Sensors/late',
      property: 'triggers[0].schedule',
    },
  ]);
});
