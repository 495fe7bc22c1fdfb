import type { TerraformJson } from '../synth';
import { schemaOf } from './bindings';
import { FakeProvider } from './fake-provider';

/** Fake providers of a stack, one for each that it has; they run until they are closed. */
export class FakeProviders {
  private constructor(private readonly providers: ReadonlyMap<string, FakeProvider>) {}

  public static async of(stack: TerraformJson): Promise<FakeProviders> {
    const names = Object.keys(stack['provider'] as object);
    const types = Object.keys(stack.resource);
    const started = names.map(async (name) => {
      const schema = schemaOf(
        name,
        types.filter((type) => type.startsWith(`${name}_`)),
      );
      return [name, await FakeProvider.listen(schema)] as const;
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
