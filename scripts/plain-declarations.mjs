// Makes the declarations of the package plain: what zod infers of the schema is written out as interfaces, and files that no
// sub-path of the package leads to are removed. A consumer then needs neither zod nor an option of the compiler that zod's own
// declarations need.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const SCHEMA = 'build/lib/spec/schema';
const LIBRARY = 'build/lib';

/** A word of zod in a declaration. */
const OF_ZOD = /\bz\.|['"]zod['"]/;

/** @param entries declarations of the sub-paths of the package */
export async function plainDeclarations(entries) {
  await writeOutSchema();
  const reached = await reachable(entries);
  const files = (await readdir(LIBRARY, { recursive: true })).map((name) => resolve(LIBRARY, name));
  for (const file of files.filter((one) => one.endsWith('.d.ts') && !reached.has(one))) await rm(file);
  for (const file of reached) {
    if (/['"]zod['"]/.test(await readFile(file, 'utf8'))) throw new Error(`${file} mentions zod`);
  }
}

async function writeOutSchema() {
  const names = (await readdir(SCHEMA)).filter((name) => name.endsWith('.d.ts'));
  const files = names.map((name) => resolve(SCHEMA, name));
  const program = ts.createProgram(files, {
    ...{ strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022 },
    ...{ module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  });
  const plain = files.map((file) => plainFile(program.getSourceFile(file), program.getTypeChecker()));
  await Promise.all(files.map((file, index) => writeFile(file, plain[index])));
}

function plainFile(source, checker) {
  const statements = source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement))
      return OF_ZOD.test(statement.getText(source)) ? [] : [statement.getFullText(source)];
    const named = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    const derived = OF_ZOD.test(statement.getText(source));
    if (!named) return derived || holdsSchema(statement, checker) ? [] : [statement.getFullText(source)];
    if (!derived) return [statement.getFullText(source)];
    const plain = writtenOut(statement, source, checker);
    // A name for a part of the schema itself, which stays among ourselves.
    return OF_ZOD.test(plain) ? [] : [plain];
  });
  return `${statements.join('').trim()}\nexport {};\n`;
}

/** Whether a constant is a part of the schema, or an object of such parts. */
function holdsSchema(statement, checker) {
  if (!ts.isVariableStatement(statement)) return false;
  const isPart = (type) => checker.getPropertyOfType(type, '_zod') !== undefined;
  return statement.declarationList.declarations.some((declaration) => {
    const type = checker.getTypeAtLocation(declaration);
    const keys = checker.getPropertiesOfType(type);
    return isPart(type) || keys.some((key) => isPart(checker.getTypeOfSymbolAtLocation(key, declaration)));
  });
}

/** An interface, or an alias of one object, with its keys. */
function writtenOut(statement, source, checker) {
  const type = checker.getTypeAtLocation(statement.name);
  const { IgnoreErrors, MultilineObjectLiterals, NoTruncation } = ts.NodeBuilderFlags;
  const flags = IgnoreErrors | MultilineObjectLiterals | NoTruncation;
  const printed = (of) => {
    const node = checker.typeToTypeNode(of, statement, flags);
    const text = ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, node, source);
    return text.replaceAll(`${dirname(source.fileName)}/`, './').replaceAll('\n', '\n    ');
  };
  const properties = checker.getPropertiesOfType(type);
  if (properties.length === 0) throw new Error(`${source.fileName}: ${statement.name.text} has no keys`);
  const keys = properties.map((key) => {
    const optional = (key.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?';
    const name = /^[A-Za-z_$][\w$]*$/.test(key.name) ? key.name : JSON.stringify(key.name);
    return `    ${name}${optional}: ${printed(checker.getTypeOfSymbolAtLocation(key, statement))};`;
  });
  const others = checker
    .getIndexInfosOfType(type)
    .map((info) => `    [key: ${printed(info.keyType)}]: ${printed(info.type)};`);
  const comment = ts.getLeadingCommentRanges(source.text, statement.getFullStart()) ?? [];
  const told = comment.map(({ pos, end }) => `\n${source.text.slice(pos, end)}`).join('');
  const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ? 'export ' : '';
  return `${told}\n${exported}interface ${statement.name.text} {\n${[...keys, ...others].join('\n')}\n}`;
}

/** The entries, and what their imports lead to. */
async function reachable(entries) {
  const reached = new Set();
  const pending = entries.map((entry) => resolve(entry));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const { importedFiles } = ts.preProcessFile(await readFile(file, 'utf8'), true, true);
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const whole = join(dirname(file), fileName);
      const index = join(whole, 'index.d.ts');
      const found = await readFile(`${whole}.d.ts`).then(
        () => `${whole}.d.ts`,
        () => index,
      );
      pending.push(found);
    }
  }
  return reached;
}
