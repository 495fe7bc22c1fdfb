import { parser } from '@prometheus-io/lezer-promql';

/** The only door to the grammar; the types are taken from it so that there is one copy of them. */
export type Tree = ReturnType<typeof parser.parse>;
export type SyntaxNode = Tree['topNode'];

/** A tree for any text; what does not fit is in it as error nodes. */
export function parseTree(text: string): Tree {
  return parser.parse(text);
}
