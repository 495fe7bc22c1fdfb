import type { TerraformJson } from '../synth';
import { schemaOf } from './bindings';
import { FakeProvider } from './fake-provider';

/** Fake providers of a stack, one for each that it has; they run until they are closed. */
export class FakeProviders {
  private constructor(private readonly providers: ReadonlyMap<string, FakeProvider>) {}

  public static of(stack: TerraformJson): Promise<FakeProviders> {
    return FakeProviders.for(Object.keys(stack['provider'] as object), Object.keys(stack.resource));
  }

  /** @param names of the providers @param types of the resources that they are asked for */
  public static async for(names: readonly string[], types: readonly string[]): Promise<FakeProviders> {
    const started = names.map(async (name) => {
      const own = types.filter((type) => type.startsWith(`${name}_`));
      return [name, await FakeProvider.listen(schemaOf(name, own))] as const;
    });
    return new FakeProviders(new Map(await Promise.all(started)));
  }

  /** By which Terraform finds them. */
  public get environment(): Readonly<Record<string, string>> {
    const entries = [...this.providers].map(([name, one]) => [`registry.terraform.io/hashicorp/${name}`, one.reattach]);
    return { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(entries)) };
  }

  public close(): void {
    for (const provider of this.providers.values()) provider.close();
  }
}
