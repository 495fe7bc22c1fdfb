import { Testing, type App, type TerraformStack } from 'cdktf';

/** A stack as Terraform reads it, by kind, type and address. */
export interface TerraformJson {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly output: Record<string, { value: unknown }>;
  readonly [section: string]: unknown;
}

/** The stack that is made, with the validations of the bindings, without where its state would be. */
export function synthesized(make: (app: App) => TerraformStack): TerraformJson {
  return JSON.parse(Testing.synth(make(Testing.app()), true)) as TerraformJson;
}

/** Resources of a type, in the order of their addresses. */
export function resourcesOf(stack: TerraformJson, type: string): readonly Record<string, unknown>[] {
  return Object.values(stack.resource[type] ?? {});
}
