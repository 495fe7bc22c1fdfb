import { Construct } from 'constructs';
import { KmsCryptoKey, KmsCryptoKeyIamMember, KmsKeyRing } from '../l1/google';
import type { Apis } from './apis';
import type { GkePlan } from './gke-plan';

/** Quarterly; what is encrypted under an older version stays readable. */
const ROTATION = `${90 * 24 * 3600}s`;

/** Accounts by which services of Google act in a project, by the name that stands before the number of the project. */
const AGENTS = {
  artifacts: 'gcp-sa-artifactregistry',
  backups: 'gcp-sa-gkebackup',
  buckets: 'gs-project-accounts',
  clusters: 'container-engine-robot',
  files: 'cloud-filer',
  machines: 'compute-system',
} as const;

/**
 * The keys of a cluster: one for what is secret in Kubernetes, one for the disks of its nodes, one for data: objects, files and
 * images, and where the cluster is backed up one for that.
 *
 * - They are apart, so that who may read the bucket decrypts no Secret and no disk. Secrets are in backups too.
 * - Each is used by the service of Google whose business it is, and by nobody else.
 * - A ring and the names in it stay taken for ever, which is what the suffix is for.
 */
export class Keys extends Construct {
  public readonly secrets: KmsCryptoKey;
  public readonly disks: KmsCryptoKey;
  public readonly data: KmsCryptoKey;
  public readonly backups: KmsCryptoKey | undefined;
  /** What has to be granted before the cluster, and before what holds data, can be made. */
  public readonly grants: Readonly<Record<'cluster' | 'data' | 'backups', readonly KmsCryptoKeyIamMember[]>>;
  private readonly ring: KmsKeyRing;

  public constructor(
    scope: Construct,
    id: string,
    private readonly plan: GkePlan,
    apis: Apis,
  ) {
    super(scope, id);
    this.ring = new KmsKeyRing(this, 'ring', {
      name: `${plan.name}-${plan.suffix}`,
      location: plan.region,
      dependsOn: apis.of('cloudkms'),
    });
    this.secrets = this.key('secrets');
    this.disks = this.key('disks');
    this.data = this.key('data');
    this.backups = plan.backedUp ? this.key('backups') : undefined;
    this.grants = {
      cluster: [this.lend(this.secrets, 'clusters'), this.lend(this.disks, 'machines')],
      data: [this.lend(this.data, 'buckets'), this.lend(this.data, 'artifacts'), this.lend(this.data, 'files')],
      backups: this.backups === undefined ? [] : [this.lend(this.backups, 'backups')],
    };
  }

  private key(name: string): KmsCryptoKey {
    return new KmsCryptoKey(this, name, {
      name,
      keyRing: this.ring.id,
      purpose: 'ENCRYPT_DECRYPT',
      rotationPeriod: ROTATION,
      destroyScheduledDuration: `${30 * 24 * 3600}s`,
      labels: { ...this.plan.tags },
      lifecycle: { preventDestroy: this.plan.deletionProtection },
    });
  }

  private lend(key: KmsCryptoKey, agent: keyof typeof AGENTS): KmsCryptoKeyIamMember {
    return new KmsCryptoKeyIamMember(this, `${key.node.id}-for-${agent}`, {
      cryptoKeyId: key.id,
      role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
      member: `serviceAccount:service-${this.plan.projectNumber}@${AGENTS[agent]}.iam.gserviceaccount.com`,
    });
  }
}
