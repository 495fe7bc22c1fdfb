import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AXON_LABEL, sharedLabels } from '../../spec/derive/labels';
import { RUNTIME_NAME, runtimeAdmissionName } from '../../spec/derive/names';
import type { KubernetesObject } from '../kubernetes-object';
import { siblingChart } from '../sibling-chart';

/**
 * Says what RBAC cannot: what the runtime of a namespace makes, changes and deletes there is a copy for an axon, and runs as
 * nobody who may ask the API server. The objects are cluster-wide, so they stand in the file for an admin.
 *
 * - Everything that it touches is owned by the ConfigMap of the axon whose label it carries, before and after.
 * - No pod of a Job or Deployment that it makes has a token for the API server, or is the runtime's own account.
 */
export function growRuntimeAdmission(runtime: Construct, namespace: string, account: string): void {
  const chart = siblingChart(runtime, 'admin');
  const labels = sharedLabels(RUNTIME_NAME, 'runtime');
  const name = runtimeAdmissionName(namespace);
  const folder = new Construct(chart, name);
  new ApiObject(folder, 'Policy', {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name, labels },
    spec: policy(`system:serviceaccount:${namespace}:${account}`, account),
  });
  new ApiObject(folder, 'Binding', {
    apiVersion: GROUP_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels },
    spec: {
      policyName: name,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
    },
  });
}

const GROUP_VERSION = 'admissionregistration.k8s.io/v1';

function policy(user: string, account: string): KubernetesObject {
  const rule = (apiGroup: string, ...resources: string[]) => ({
    apiGroups: [apiGroup],
    apiVersions: ['*'],
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    resources,
  });
  return {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: [
        rule('batch', 'jobs'),
        rule('apps', 'deployments'),
        rule('kubeflow.org', 'tfjobs'),
        rule('sparkoperator.k8s.io', 'sparkapplications'),
      ],
    },
    matchConditions: [{ name: 'is-the-runtime', expression: `request.userInfo.username == '${user}'` }],
    variables: [
      {
        name: 'touched',
        expression:
          "request.operation == 'CREATE' ? [object] : request.operation == 'DELETE' ? [oldObject] : [oldObject, object]",
      },
      // Of Jobs and Deployments; the others are made into pods by their operators.
      { name: 'pod', expression: 'object.spec.?template.?spec' },
    ],
    validations: [
      {
        expression: `variables.touched.all(one, has(one.metadata.labels) && has(one.metadata.ownerReferences) && one.metadata.ownerReferences.exists(o, o.apiVersion == 'v1' && o.kind == 'ConfigMap' && o.name == one.metadata.labels[?'${AXON_LABEL}'].orValue('') + '-axon'))`,
        message: 'the runtime makes, changes and deletes only what the axon of its label owns',
      },
      {
        expression: `request.operation == 'DELETE' || !variables.pod.hasValue() || (variables.pod.value().?automountServiceAccountToken.orValue(true) == false && variables.pod.value().?serviceAccountName.orValue('default') != '${account}')`,
        message: 'the runtime makes no pod that may ask the API server',
      },
    ],
  };
}
