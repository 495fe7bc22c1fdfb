/** One simple command of a shell line, and what stands before it. */
export interface ShellCommand {
  readonly before: '' | '&&' | '||' | ';' | '|' | '&';
  readonly words: readonly string[];
  /** Whether a word holds a variable that was not known. */
  readonly open: boolean;
}

/** The line uses what is not read here: a substitution, a subshell, a loop. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  constructor(
    readonly text: string,
    readonly construct: string,
  ) {
    super(`${construct} is not read here, in ${JSON.stringify(text)}`);
  }
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '!',
]);

/**
 * The simple commands of a POSIX shell line: quotes, escapes, `&& || ; | &`, redirections (dropped), comments and
 * variables. Source: POSIX.1-2017, Shell Command Language, 2.2 and 2.3.
 *
 * @param variables - values for `$NAME` and `${NAME}`, with `:-` and `:+`; an unknown name is empty and marks the command open
 */
export function shellCommands(text: string, variables: Readonly<Record<string, string>> = {}): ShellCommand[] {
  const reader = new Reader(text, variables);
  return reader.commands();
}

class Reader {
  private at = 0;
  private readonly found: ShellCommand[] = [];
  private words: string[] = [];
  private word: string | undefined;
  private open = false;
  private before: ShellCommand['before'] = '';
  private redirects = false;

  constructor(
    private readonly text: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  commands(): ShellCommand[] {
    while (this.at < this.text.length) this.step();
    this.endCommand('');
    return this.found;
  }

  private step(): void {
    const rest = this.text.slice(this.at);
    const operator = /^(?:&&|\|\||;|\||&(?!>)|\n)/.exec(rest)?.[0];
    const redirect = /^\d*(?:>>|>&|<&|&>|>|<<?)(?:&?\d)?/.exec(rest)?.[0];
    const character = rest[0] as string;
    if (redirect !== undefined && (this.word === undefined || !/^\d/.test(redirect))) this.redirect(redirect);
    else if (operator !== undefined) {
      this.at += operator.length;
      this.endCommand(operator === '\n' ? ';' : (operator as ShellCommand['before']));
    } else if (/\s/.test(character)) this.skip(1, () => this.endWord());
    else if (character === '#' && this.word === undefined) this.at += rest.split('\n', 1)[0]!.length;
    else if (character === "'") this.single();
    else if (character === '"') this.double();
    else if (character === '\\') this.skip(2, () => rest[1] !== '\n' && this.add(rest[1] ?? ''));
    else if (character === '$') this.variable();
    else if (character === '`' || character === '(' || character === ')') throw this.refuse(`a ${character}`);
    else this.skip(1, () => this.add(character));
  }

  private skip(count: number, then: () => unknown): void {
    this.at += count;
    then();
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private redirect(operator: string): void {
    if (operator.endsWith('<<')) throw this.refuse('a here-document');
    this.endWord();
    this.at += operator.length;
    if (!/&?\d$/.test(operator.replace(/^\d+/, ''))) this.redirects = true;
  }

  private single(): void {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) throw this.refuse('a quote without its end');
    this.add(this.text.slice(this.at + 1, end));
    this.at = end + 1;
  }

  private double(): void {
    this.add('');
    this.at += 1;
    while (this.text[this.at] !== '"') {
      const character = this.text[this.at];
      if (character === undefined) throw this.refuse('a quote without its end');
      if (character === '\\' && /["\\$`\n]/.test(this.text[this.at + 1] ?? '')) {
        this.add(this.text[this.at + 1] === '\n' ? '' : (this.text[this.at + 1] as string));
        this.at += 2;
      } else if (character === '$') this.variable();
      else if (character === '`') throw this.refuse('a `');
      else this.skip(1, () => this.add(character));
    }
    this.at += 1;
  }

  private variable(): void {
    const rest = this.text.slice(this.at);
    if (rest.startsWith('$(')) throw this.refuse('$(...)');
    const match = /^\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})/.exec(rest);
    if (match === null) return this.skip(1, () => this.add('$'));
    this.at += match[0].length;
    const name = (match[1] ?? match[2]) as string;
    const value = this.variables[name];
    if (match[3] === '+') return this.add(value === undefined ? '' : (match[4] as string));
    if (value === undefined && match[3] === undefined) this.open = true;
    const text = value ?? match[4] ?? '';
    if (text !== '') this.add(text);
  }

  private endWord(): void {
    if (this.word === undefined) return;
    if (this.redirects) this.redirects = false;
    else {
      if (this.words.length === 0 && KEYWORDS.has(this.word)) throw this.refuse(this.word);
      this.words.push(this.word);
    }
    this.word = undefined;
  }

  private endCommand(next: ShellCommand['before']): void {
    this.endWord();
    if (this.words.length > 0) {
      this.found.push({ before: this.before, words: this.words, open: this.open });
      this.before = next;
    }
    this.words = [];
    this.open = false;
  }

  private refuse(construct: string): ShellSyntaxError {
    return new ShellSyntaxError(this.text, construct);
  }
}
