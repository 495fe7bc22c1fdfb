import type { Construct } from 'constructs';
import { Fn, TerraformLocal, TerraformVariable } from '../l1/core';

/** `cluster.json`, which the first stack wrote and the second reads, by the variable `cluster`. */
export class ClusterFile {
  private readonly outputs: TerraformLocal;

  public constructor(scope: Construct) {
    const path = new TerraformVariable(scope, 'cluster', {
      type: 'string',
      description: 'file that `terraform output -json` of the cluster was written to',
      default: '../../../cluster.json',
    });
    this.outputs = new TerraformLocal(scope, 'outputs', Fn.jsondecode(Fn.file(path.stringValue)));
  }

  /** An expression of Terraform, to be put between `${` and `}`. */
  public expression(output: string, key?: string): string {
    return `${this.outputs.fqn}.${output}.value${key === undefined ? '' : `.${key}`}`;
  }

  public value(output: string, key?: string): string {
    return `\${${this.expression(output, key)}}`;
  }
}
