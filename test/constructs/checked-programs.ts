import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  createCompilerHost,
  createProgram,
  flattenDiagnosticMessageText,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
  type CompilerOptions,
} from 'typescript';

/** Texts of programs by a name for each. */
export type Programs = Readonly<Record<string, string>>;

const repository = resolve(__dirname, '../..');

/** What the compiler says of programs under the rules of this repository; all of them are one compilation. */
export function compilerFaults(programs: Programs): readonly string[] {
  const files = new Map(
    Object.entries(programs).map(([name, text]) => [join(repository, 'test', `${name.replace(/\W+/g, '-')}.ts`), text]),
  );
  const options: CompilerOptions = {
    ...parseJsonConfigFileContent(readConfigFile('tsconfig.json', sys.readFile).config, sys, repository).options,
    paths: {
      'myelin/constructs': [join(repository, 'lib/constructs/index.ts')],
      'myelin/cloud/*': [join(repository, 'cloud/*/index.ts')],
    },
  };
  const host = createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  const program = createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1;
      return `${name}:${line} ${flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

/** Names of the programs that the formatter of this repository would change. */
export function unformatted(programs: Programs): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-programs-'));
  try {
    copyFileSync(join(repository, '.prettierrc.json'), join(folder, '.prettierrc.json'));
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(folder, `${name.replace(/\W+/g, '-')}.ts`), text);
    }
    const prettier = join(repository, 'node_modules/prettier/bin/prettier.cjs');
    const words = [prettier, '--list-different', folder];
    return execFileSync(process.execPath, words, { encoding: 'utf8' }).split('\n').filter(Boolean);
  } catch (fault) {
    return (fault as { readonly stdout: string }).stdout.split('\n').filter(Boolean);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
