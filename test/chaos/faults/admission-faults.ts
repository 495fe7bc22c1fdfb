import { kubectl, mustKubectl } from '../../cluster/kubectl';
import type { Fault } from './fault';

const NOWHERE_CA = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==';

const rule = (apiGroups: string, resources: string) => ({
  ...{ apiGroups: [apiGroups], apiVersions: ['v1'], operations: ['CREATE'], resources: [resources] },
});

/** A validating webhook that must be asked about what is made in this namespace, and whose server is not there. */
function webhookAway(of: string, group: string, resources: string, shows: RegExp): Fault {
  return {
    name: `validating webhook of ${of} does not answer`,
    shows,
    async strike({ cluster: { namespace }, round, send, undo }) {
      const name = `chaos-${namespace}-${round}`;
      const service = { namespace, name: 'no-such-webhook', path: '/' };
      const webhook = {
        ...{ name: 'refuses.chaos.example.com', clientConfig: { service, caBundle: NOWHERE_CA } },
        ...{ rules: [rule(group, resources)], failurePolicy: 'Fail', sideEffects: 'None', timeoutSeconds: 1 },
        ...{ admissionReviewVersions: ['v1'] },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      };
      const { caBundle: _, ...clientConfig } = webhook.clientConfig;
      const configuration = {
        ...{
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          metadata: { name },
        },
        webhooks: [{ ...webhook, clientConfig }],
      };
      undo(async () => void mustKubectl(['delete', 'validatingwebhookconfiguration', name]));
      mustKubectl(['apply', '-f', '-'], [configuration]);
      if (resources !== 'configmaps') await send('step');
    },
  };
}

/** A policy of the cluster that refuses whatever is made of a kind in this namespace. */
function policyRefuses(of: string, group: string, resources: string, reason: string, shows: RegExp): Fault {
  return {
    name: `admission policy refuses ${of} (${reason})`,
    shows,
    async strike({ cluster: { namespace, until }, round, send, undo }) {
      const name = `chaos-${namespace}-${round}`;
      const metadata = { name };
      const policy = {
        ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [rule(group, resources)] },
          validations: [{ expression: 'false', message: 'chaos: nothing of this kind is allowed', reason }],
        },
      };
      const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
      const binding = {
        ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata },
        spec: { policyName: name, validationActions: ['Deny'], matchResources },
      };
      undo(async () => {
        mustKubectl(['delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', name]);
      });
      mustKubectl(['apply', '-f', '-'], [policy, binding]);
      const probe = {
        ...{ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind: of === 'Jobs' ? 'Job' : 'Pod' },
        metadata: { name: 'probe', namespace },
        spec: of === 'Jobs' ? { template: { spec: POD } } : POD,
      };
      await until('the policy to refuse', 30_000, async () => ({
        ok: kubectl(['create', '--dry-run=server', '-f', '-'], [probe]).stderr.includes('chaos: nothing'),
      }));
      await send('step');
    },
  };
}

/** One that a restricted namespace admits, so that only the policy can refuse it. */
const POD = {
  restartPolicy: 'Never',
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      ...{ name: 'probe', image: 'probe' },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
};

export const ADMISSION_FAULTS: readonly Fault[] = [
  webhookAway('Jobs', 'batch', 'jobs', /failed calling webhook/),
  webhookAway('ConfigMaps', '', 'configmaps', /JournalNotWritten.*failed calling webhook/),
  policyRefuses('Jobs', 'batch', 'jobs', 'Invalid', /chaos: nothing of this kind is allowed/),
  policyRefuses('Jobs', 'batch', 'jobs', 'Forbidden', /chaos: nothing of this kind is allowed/),
  policyRefuses('pods', '', 'pods', 'Forbidden', /FailedCreate.*chaos: nothing of this kind is allowed/),
];
