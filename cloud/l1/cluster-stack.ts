import type { Construct, Node } from 'constructs';
import { ClusterError, formatFault, type CloudFault } from '../shared/fault';
import type { ClusterOutputs } from '../shared/cluster-outputs';
import { addBackend, type BackendProps } from './backend';
import { Annotations, Lazy, TerraformOutput, TerraformStack, type TerraformElement } from './core';

export interface ClusterStackProps {
  /** @default - a file beside the stack, which is for trying only */
  readonly backend?: BackendProps;
}

/**
 * A stack of one cluster.
 *
 * - The address of a resource is its path in the tree of constructs, without a hash: `aws_subnet.network_private_a`. Addresses
 *   are read in plans and are what state is kept under, so they are public: a change of one destroys what it stood for.
 * - Two elements never share an address.
 * - Outputs are those of `ClusterOutputs`, under their keys, and what the stack adds under keys of its own.
 */
export abstract class ClusterStack extends TerraformStack {
  private addresses: Map<string, string> | undefined;

  protected constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id);
    addBackend(this, props.backend);
  }

  /**
   * Throws what keeps the cluster from being made, and hangs what is only to be known of it onto the stack.
   *
   * @throws ClusterError for all that is no warning, at once
   */
  protected refuse(cluster: string, faults: readonly CloudFault[]): void {
    const errors = faults.filter(({ severity }) => severity !== 'warning');
    if (errors.length > 0) throw new ClusterError(cluster, errors);
    for (const warning of faults) Annotations.of(this).addWarning(formatFault(warning));
  }

  /** Which versions of a provider may be used, as Terraform writes constraints. */
  protected constrainProvider(name: string, version: string): void {
    this.addOverride(`terraform.required_providers.${name}.version`, version);
  }

  protected writeOutputs(outputs: ClusterOutputs): void {
    for (const [key, value] of Object.entries(outputs)) this.writeOutput(key, value);
  }

  protected writeOutput(key: string, value: unknown): void {
    // An output looks into its value, which what is produced late is spared.
    const late = Lazy.anyValue({ produce: () => withoutNull(value) });
    const output = new TerraformOutput(this, `output-${key}`, { value: late, staticId: true });
    output.overrideLogicalId(key);
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = 'node' in element ? element.node : element;
    const components = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const address = components.join('_').replaceAll(/[^A-Za-z0-9_-]/g, '-');
    // Ids are asked for while the constructor of the super class runs.
    this.addresses ??= new Map();
    const owner = this.addresses.get(address);
    if (owner !== undefined && owner !== node.path) {
      throw new ClusterError(this.node.id, [
        {
          code: 'CLOUD001',
          path: [],
          message: `${owner} and ${node.path} have one address in Terraform, ${address}`,
          hint: 'give one of them another id',
        },
      ]);
    }
    this.addresses.set(address, node.path);
    return address;
  }
}

/** Null as an expression of Terraform: what writes HCL knows no other. */
function withoutNull(value: unknown): unknown {
  if (value === null) return '${null}';
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNull(one)]));
}
