import type { Variables } from './task-environment';

/**
 * The value of a variable, a word of `command` or of `args` as the kubelet reads it: `$(NAME)` stands for a variable, `$$` for
 * `$`, and what names no variable stays as it is.
 */
export function expandReferences(text: string, variables: Variables): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) => {
    if (name === undefined) return '$';
    return Object.hasOwn(variables, name) ? variables[name]! : whole;
  });
}

/** Text that `expandReferences`, and the kubelet, give back as it is. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
