import type { LateTexts } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';

/** A check of scanners that an object fails on purpose; one of them names it. */
export interface Waiver {
  /** Its name in kube-score. @default - kube-score has none like it */
  readonly kubeScore?: string;
  /** Its code in `istioctl analyze`. @default - it has none like it */
  readonly istio?: string;
  /** Its name in checkov. @default - checkov has none like it */
  readonly checkov?: string;
  /** A sentence without an end, for whoever reviews the object. */
  readonly reason: string;
}

/** Names the checks with their reasons. */
const REASONS = 'myelin.io/waivers';

export const AT_REST_WAIVER: Waiver = {
  kubeScore: 'deployment-replicas',
  reason: 'it is at rest, the copy of each version has the replicas of its deployer',
};

export const AT_REST_SCALED_WAIVER: Waiver = {
  kubeScore: 'deployment-targeted-by-hpa-does-not-have-replicas-configured',
  reason: 'it is at rest, and an autoscaler leaves alone what has no replicas',
};

/** `istioctl analyze` looks for pods, and finds none before the first version. */
export const AT_REST_GUARD_WAIVER: Waiver = {
  istio: 'IST0127',
  reason: 'what it guards is at rest until there is a version, and nobody is to come before the guard',
};

const WRITABLE_ROOT_WAIVER: Waiver = {
  kubeScore: 'container-security-context-readonlyrootfilesystem',
  checkov: 'CKV_K8S_22',
  reason: 'published code writes beside itself, the option readOnlyRoot closes it',
};

export const TOKEN_WAIVER: Waiver = {
  checkov: 'CKV_K8S_38',
  reason: 'it hears of axons from the API server, and asks it for copies of what lies at rest',
};

/** Of a Deployment of which only the pod that leads is ready. */
export const LEADER_WAIVERS: readonly Waiver[] = [
  {
    kubeScore: 'deployment-has-poddisruptionbudget',
    reason: 'only the pod that leads is ready, so a budget would keep its node from being drained for ever',
  },
  {
    kubeScore: 'deployment-strategy',
    reason: 'a new pod is not ready while an old one leads, so the old ones end before',
  },
];

export const OPERATOR_PODS_WAIVER: Waiver = {
  kubeScore: 'networkpolicy-targets-pod',
  reason: 'its pods are made by an operator, from a TFJob or a SparkApplication',
};

export const OPEN_PORT_WAIVER: Waiver = {
  kubeScore: 'pod-probes-identical',
  reason:
    'a server without a page for its health has only its port, which must fail for two minutes before it is restarted',
};

/** What a pod needs waived because its containers may write into their root. */
export function rootWaivers(template: KubernetesObject): readonly Waiver[] {
  const { containers = [] } = (template['spec'] ?? {}) as { containers?: readonly ContainerRoot[] };
  const writable = containers.some(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true);
  return writable ? [WRITABLE_ROOT_WAIVER] : [];
}

interface ContainerRoot {
  /** @default - none */
  readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean };
}

/**
 * The annotations by which scanners pass over the checks, each with its reason. What there is to waive is asked for at
 * synthesis.
 */
export function waiverAnnotations(waivers: () => readonly Waiver[]): () => LateTexts {
  return () => {
    const all = waivers();
    const joined = (separator: string, text: (waiver: Waiver) => string | undefined) => {
      const texts = all.flatMap((waiver) => text(waiver) ?? []);
      return texts.length === 0 ? undefined : texts.join(separator);
    };
    // Checkov reads one check of each key; a reason may have commas.
    const skips = all
      .flatMap(({ checkov, reason }) => (checkov === undefined ? [] : [`${checkov}=${reason}`]))
      .map((text, index) => [`checkov.io/skip${index + 1}`, text]);
    return {
      'kube-score/ignore': joined(',', ({ kubeScore }) => kubeScore),
      ...Object.fromEntries(skips),
      'galley.istio.io/analyze-suppress': joined(',', ({ istio }) => istio),
      [REASONS]: joined('\n', ({ kubeScore, istio, checkov, reason }) => `${kubeScore ?? istio ?? checkov}: ${reason}`),
    };
  };
}
