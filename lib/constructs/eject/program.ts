import { literal, print, type Code } from './code';
import { Identifiers } from './identifiers';
import type { Written } from './written';

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

  constructor(private readonly written: Written) {}

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

  /** The value of a key, where it is not the default or somebody wrote it. */
  chosen<T extends object, K extends keyof T & string>(owner: T, key: K, standard: T[K]): Code | undefined {
    const value = owner[key];
    return value === standard && !this.written.has(owner, key) ? undefined : literal(value);
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
