import { z } from 'zod';

/**
 * `cluster.json`: what is known of a cluster before an axon is put into it.
 *
 * Whatever is left out is not known, and nothing is concluded from it. `terraform output -json` of the cloud stacks writes such a
 * file, and `myelin validate --context` asks a cluster for the same.
 */

const names = z.array(z.string());

const namespace = z.looseObject({
  podSecurity: z
    .enum(['privileged', 'baseline', 'restricted'])
    .optional()
    .describe('the level that is enforced on pods; without it none is known'),
  labels: z.record(z.string(), z.string()).optional().describe('labels of the namespace'),
  secrets: z.record(z.string(), names).optional().describe('the keys of each Secret, never their values'),
  configMaps: z.record(z.string(), names).optional().describe('the keys of each ConfigMap'),
  serviceAccounts: names.optional().describe('accounts that are there'),
  claims: names.optional().describe('PersistentVolumeClaims that are there'),
  queues: names.optional().describe('LocalQueues of Kueue'),
});

const storageClass = z.looseObject({
  name: z.string().describe('name of the class'),
  default: z.boolean().optional().describe('whether claims that name no class get this one'),
  accessModes: names.optional().describe('modes that its volumes can have; all if left out'),
  uid: z.number().int().optional().describe('user that must own files of its volumes'),
  gid: z.number().int().optional().describe('group that must own files of its volumes'),
});

const taint = z.looseObject({
  key: z.string().describe('key of the taint'),
  value: z.string().optional().describe('its value'),
  effect: z.string().describe('NoSchedule, PreferNoSchedule or NoExecute'),
});

const nodePool = z.looseObject({
  name: z.string().describe('name of the pool, or of the node'),
  labels: z.record(z.string(), z.string()).optional().describe('labels of its nodes'),
  taints: z.array(taint).optional().describe('taints of its nodes'),
  allocatable: z
    .record(z.string(), z.string())
    .optional()
    .describe('what one of its nodes has for pods: cpu, memory, nvidia.com/gpu'),
  max: z.number().int().optional().describe('most nodes that it can have'),
});

export const clusterFacts = z.looseObject({
  version: z.string().optional().describe('version of Kubernetes'),
  defaultNamespace: z.string().optional().describe('namespace of axons that name none'),
  namespaces: z.record(z.string(), namespace).optional().describe('the namespaces, by name'),
  storageClasses: z.array(storageClass).optional().describe('classes of storage'),
  nodePools: z.array(nodePool).optional().describe('pools of nodes, those with no node yet included; or the nodes'),
  resources: names.optional().describe('custom resources that are installed: tfjobs.kubeflow.org'),
  registry: z.string().optional().describe('where images are pushed'),
  identity: z
    .record(z.string(), z.record(z.string(), z.string()))
    .optional()
    .describe('annotations of a ServiceAccount for its identity in the cloud, by account'),
  mesh: z
    .looseObject({
      kind: z.enum(['istio', 'gateway-api', 'none']).describe('who splits traffic'),
      injectionLabels: z
        .record(z.string(), z.string())
        .optional()
        .describe('labels by which a namespace gets sidecars'),
    })
    .optional()
    .describe('the mesh'),
  ingress: z
    .looseObject({
      gatewayClass: z.string().optional().describe('class of gateways of the Gateway API'),
      host: z.string().optional().describe('address under which the world reaches the gateway'),
    })
    .optional()
    .describe('how the world reaches it'),
  prometheus: z.string().optional().describe('address of Prometheus'),
  apiServer: z.string().optional().describe('address of the API server'),
  podCidrs: names.optional().describe('addresses of pods'),
  serviceCidrs: names.optional().describe('addresses of services'),
});

/** What is known of a cluster. */
export type ClusterFacts = z.output<typeof clusterFacts>;
