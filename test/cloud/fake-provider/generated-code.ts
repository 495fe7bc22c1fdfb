import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** An argument as the binding writes it into HCL. */
export interface WrittenArgument {
  readonly isBlock: boolean;
  /** `simple`, `list`, `set`, `map` or `struct`. */
  readonly shape: string;
  /** `string`, `stringList`, ..., or the name of a type of the module. */
  readonly storage: string;
  /** Of a struct, the name of what describes its members: `fooBar` of `fooBarToHclTerraform`. */
  readonly struct: string | undefined;
}

/** What a class says of an attribute in a comment, and the expression by which it is read or made. */
export interface ReadAttribute {
  readonly computed: boolean;
  readonly optional: boolean;
  readonly expression: string;
}

/** A property of the props, by the name that Terraform has for it. */
export interface DeclaredProperty {
  readonly required: boolean;
  /** Whether its documentation calls it a block; other structs are attributes. */
  readonly block: boolean;
}

export interface GeneratedClass {
  readonly extends: string;
  /** What is handed to the class above, after the resource and the name of the attribute. */
  readonly superArguments: readonly string[];
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
  /** Of the class of a resource or provider. */
  readonly written: ReadonlyMap<string, WrittenArgument> | undefined;
}

/** One module of a binding, as far as it says what a schema has. */
export interface GeneratedModule {
  readonly classes: ReadonlyMap<string, GeneratedClass>;
  /** Arguments of each struct, by the name of what writes it. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, WrittenArgument>>;
  readonly interfaces: ReadonlyMap<string, ReadonlyMap<string, DeclaredProperty>>;
}

/** Reads a module of a binding, all files of its folder: large ones are cut into several. */
export function readModule(folder: string): GeneratedModule {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const classes = new Map<string, GeneratedClass>();
  const structs = new Map<string, ReadonlyMap<string, WrittenArgument>>();
  const interfaces = new Map<string, ReadonlyMap<string, DeclaredProperty>>();
  for (const name of names.filter((one) => /\.(js|d\.ts)$/.test(one))) {
    const text = readFileSync(join(folder, name), 'utf8');
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    for (const statement of source.statements) {
      if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, propertiesOf(statement, source));
      else if (ts.isClassDeclaration(statement) && statement.name !== undefined && name.endsWith('.js')) {
        classes.set(statement.name.text, classOf(statement, source));
      } else if (ts.isFunctionDeclaration(statement) && statement.name?.text.endsWith('ToHclTerraform') === true) {
        const written = writtenIn(statement.body, source);
        if (written !== undefined) structs.set(statement.name.text.replace(/ToHclTerraform$/, ''), written);
      }
    }
  }
  return { classes, structs, interfaces };
}

function propertiesOf(
  declaration: ts.InterfaceDeclaration,
  source: ts.SourceFile,
): ReadonlyMap<string, DeclaredProperty> {
  const properties = new Map<string, DeclaredProperty>();
  for (const member of declaration.members) {
    // Its link into the documentation ends with the name that Terraform has for it.
    const documentation = member.getFullText(source);
    const name = /\{@link \S+ \w+#(\w+)\}/.exec(documentation)?.[1];
    if (!ts.isPropertySignature(member) || name === undefined) continue;
    properties.set(name, {
      required: member.questionToken === undefined,
      block: new RegExp(`\\* ${name} block\\s*\\n`).test(documentation),
    });
  }
  return properties;
}

const ATTRIBUTE = /\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (?:true|false)/;

function classOf(declaration: ts.ClassDeclaration, source: ts.SourceFile): GeneratedClass {
  const attributes = new Map<string, ReadAttribute>();
  let superArguments: readonly string[] = [];
  let written: ReadonlyMap<string, WrittenArgument> | undefined;
  const note = (node: ts.Node, expression: string | undefined) => {
    const [, name, computed, optional] = ATTRIBUTE.exec(node.getFullText(source)) ?? [];
    if (name === undefined || expression === undefined) return;
    attributes.set(name, { computed: computed === 'true', optional: optional === 'true', expression });
  };
  for (const member of declaration.members) {
    if (ts.isGetAccessor(member)) {
      const [returned] = member.body?.statements ?? [];
      if (returned !== undefined && ts.isReturnStatement(returned)) note(member, returned.expression?.getText(source));
    } else if (ts.isConstructorDeclaration(member)) {
      for (const statement of member.body?.statements ?? []) {
        if (!ts.isExpressionStatement(statement)) continue;
        const { expression } = statement;
        if (ts.isBinaryExpression(expression)) note(statement, expression.right.getText(source));
        if (ts.isCallExpression(expression))
          superArguments = expression.arguments.slice(2).map((one) => one.getText(source));
      }
    } else if (ts.isMethodDeclaration(member) && member.name.getText(source) === 'synthesizeHclAttributes') {
      written = writtenIn(member.body, source);
    }
  }
  const above = declaration.heritageClauses?.[0]?.types[0]?.expression.getText(source) ?? '';
  return { extends: above, superArguments, attributes, written };
}

/** The `attrs` of what writes HCL. */
function writtenIn(
  body: ts.Block | undefined,
  source: ts.SourceFile,
): ReadonlyMap<string, WrittenArgument> | undefined {
  for (const statement of body?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declared] = statement.declarationList.declarations;
    const value = declared?.initializer;
    if (declared?.name.getText(source) !== 'attrs' || value === undefined || !ts.isObjectLiteralExpression(value))
      continue;
    return new Map(value.properties.map((one) => [nameOf(one, source), argumentOf(one, source)]));
  }
  return undefined;
}

function argumentOf(property: ts.ObjectLiteralElementLike, source: ts.SourceFile): WrittenArgument {
  if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.initializer)) {
    throw new Error(`${property.getText(source)} is not how bindings write an argument`);
  }
  const fields = new Map(
    property.initializer.properties.map((one) => [
      nameOf(one, source),
      ts.isPropertyAssignment(one) ? one.initializer.getText(source) : '',
    ]),
  );
  const field = (name: string) => (fields.get(name) ?? '').replace(/^"(.*)"$/, '$1');
  const struct = /(?<![.\w])(?:\w+\.)?(\w+)ToHclTerraform\b/.exec(
    field('value').replaceAll(/cdktf\.\w+ToHclTerraform/g, ''),
  );
  return {
    isBlock: field('isBlock') === 'true',
    shape: field('type'),
    storage: field('storageClassType'),
    struct: struct?.[1],
  };
}

function nameOf(property: ts.ObjectLiteralElementLike, source: ts.SourceFile): string {
  return property.name?.getText(source).replace(/^['"](.*)['"]$/, '$1') ?? '';
}
