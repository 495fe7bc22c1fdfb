import { Construct } from 'constructs';
import { ProjectService } from '../l1/google';
import type { ITerraformDependable } from '../l1/core';
import type { GkePlan } from './gke-plan';

/** Services of Google that a cluster needs. */
const NEEDED = [
  'artifactregistry',
  'binaryauthorization',
  'cloudkms',
  'compute',
  'container',
  'containerscanning',
  'containersecurity',
  'file',
  'gkebackup',
  'iam',
  'logging',
  'monitoring',
  'secretmanager',
  'servicenetworking',
  'storage',
] as const;

/** Those of the managed mesh. */
const OF_MESH = ['gkehub', 'mesh', 'meshconfig'] as const;

type Api = (typeof NEEDED)[number] | (typeof OF_MESH)[number];

/** Services that are turned on in the project; what is destroyed leaves them on, since others may use them. */
export class Apis extends Construct {
  private readonly services: ReadonlyMap<Api, ProjectService>;

  public constructor(scope: Construct, id: string, plan: GkePlan) {
    super(scope, id);
    const names: readonly Api[] = plan.mesh.kind === 'managed' ? [...NEEDED, ...OF_MESH] : NEEDED;
    this.services = new Map(
      names.map((name) => [
        name,
        new ProjectService(this, name, { service: `${name}.googleapis.com`, disableOnDestroy: false }),
      ]),
    );
  }

  /** What has to be on before something can be made. */
  public of(...names: readonly Api[]): ITerraformDependable[] {
    return names.flatMap((name) => this.services.get(name) ?? []);
  }
}
