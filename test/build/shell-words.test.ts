import { shellCommands, ShellSyntaxError } from '../../lib/build/shell-words';

const words = (text: string, variables = {}) => shellCommands(text, variables).map((command) => command.words);

describe('a shell line', () => {
  test('is its simple commands, with what joins them', () => {
    expect(shellCommands('apt-get update && pip install x || true; ls | wc -l')).toEqual([
      { before: '', words: ['apt-get', 'update'], open: false },
      { before: '&&', words: ['pip', 'install', 'x'], open: false },
      { before: '||', words: ['true'], open: false },
      { before: ';', words: ['ls'], open: false },
      { before: '|', words: ['wc', '-l'], open: false },
    ]);
  });

  test.each([
    [`pip install "a b" 'c $D' e\\ f`, ['pip', 'install', 'a b', 'c $D', 'e f']],
    [`pip install ''`, ['pip', 'install', '']],
    [`pip install "say \\"hi\\""`, ['pip', 'install', 'say "hi"']],
    ['pip install a # and a comment', ['pip', 'install', 'a']],
    ['pip install a#b', ['pip', 'install', 'a#b']],
    ['pip install x > /dev/null 2>&1', ['pip', 'install', 'x']],
    ['pip install x 2>/dev/null', ['pip', 'install', 'x']],
    ['pip install numpy>=1.2', ['pip', 'install', 'numpy']],
    ['pip install a \\\n b', ['pip', 'install', 'a', 'b']],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual([expected]);
  });

  test('a variable is replaced outside single quotes, and one that is not known opens the command', () => {
    expect(shellCommands('run $A "${B}c" \'$A\' ${D:-d} ${A:+set}', { A: '1', B: 'b' })).toEqual([
      { before: '', words: ['run', '1', 'bc', '$A', 'd', 'set'], open: false },
    ]);
    expect(shellCommands('run $NOBODY')).toEqual([{ before: '', words: ['run'], open: true }]);
  });

  test('lines are commands, and a lone dollar is itself', () => {
    expect(words('a\nb\n')).toEqual([['a'], ['b']]);
    expect(words('cost 5$ x')).toEqual([['cost', '5$', 'x']]);
  });

  test.each([
    ['echo $(date)', '$(...)'],
    ['echo `date`', 'a `'],
    ['(cd x; ls)', 'a ('],
    ['if true; then ls; fi', 'if'],
    ['for x in 1 2; do ls; done', 'for'],
    ['cat <<EOF', 'a here-document'],
    ['echo "never ends', 'a quote without its end'],
    ["echo 'never ends", 'a quote without its end'],
  ])('%s is refused, and the refusal names %s', (text, construct) => {
    expect(() => shellCommands(text)).toThrow(ShellSyntaxError);
    expect(() => shellCommands(text)).toThrow(`${construct} is not read here`);
  });
});
