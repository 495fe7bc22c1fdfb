import type { Construct } from 'constructs';
import { LocalBackend, TerraformBackend, type TerraformRemoteState } from './core';

/** Where Terraform keeps the state: `type` is the name of the backend, the rest is its configuration as Terraform writes it. */
export interface BackendProps {
  readonly type: string;
  readonly [argument: string]: unknown;
}

/** A backend of any kind; Terraform checks its configuration when it is initialised. */
class AnyBackend extends TerraformBackend {
  public constructor(
    scope: Construct,
    private readonly props: BackendProps,
  ) {
    super(scope, 'backend', props.type);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type: _, ...configuration } = this.props;
    return configuration;
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const entries = Object.entries(this.synthesizeAttributes());
    return Object.fromEntries(
      entries.map(([key, value]) => [key, { value, type: 'simple', storageClassType: 'string' }]),
    );
  }

  public override getRemoteStateDataSource(): TerraformRemoteState {
    throw new TypeError('stacks hand things over as files, not by reading the state of one another');
  }
}

/**
 * Without props the state is a file beside the folder that the stacks are written into, by a path that is the same on every
 * machine.
 */
export function addBackend(stack: Construct, props: BackendProps | undefined): void {
  if (props !== undefined) new AnyBackend(stack, props);
  else new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
}
