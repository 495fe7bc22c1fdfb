import { print, type Code } from './code';
import { Identifiers } from './identifiers';

interface Statement {
  /** @default - it is an expression alone */
  readonly variable?: string;
  readonly code: Code;
}

/** The body of a function that is being written, and what it uses. */
export class Program {
  readonly names = new Identifiers();
  /** Paragraphs of statements. */
  private readonly paragraphs: Statement[][] = [[]];
  private readonly used = new Set<string>();
  private readonly imported = new Set<string>();

  /** A class of the library. */
  lib(name: string): string {
    this.imported.add(name);
    return name;
  }

  /** A variable as part of an expression. A variable that is never read gets no name. */
  read(variable: string): string {
    this.used.add(variable);
    return variable;
  }

  declare(variable: string, code: Code): void {
    this.paragraphs.at(-1)?.push({ variable, code });
  }

  state(code: Code): void {
    this.paragraphs.at(-1)?.push({ code });
  }

  paragraph(): void {
    if (this.paragraphs.at(-1)?.length !== 0) this.paragraphs.push([]);
  }

  get imports(): readonly string[] {
    return [...this.imported];
  }

  print(indent: string): string {
    return this.paragraphs
      .filter((statements) => statements.length > 0)
      .map((statements) => statements.map((statement) => this.printStatement(statement, indent)).join('\n'))
      .join('\n\n');
  }

  private printStatement({ variable, code }: Statement, indent: string): string {
    const start = variable !== undefined && this.used.has(variable) ? `${indent}const ${variable} = ` : indent;
    return `${start}${print(code, start.length, indent, 1)};`;
  }
}
