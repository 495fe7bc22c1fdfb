import { z } from 'zod';

/**
 * `cluster.json`: what is known of a cluster before an axon is put into it.
 *
 * Whatever is left out is not known, and nothing is concluded from it. `terraform output -json` of the cloud stacks writes the
 * keys from `cloud` on (`cloud/shared/cluster-outputs.ts`), and `myelin validate --context` asks a cluster for those before.
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

const texts = z.record(z.string(), z.string());

const addressRange = z.looseObject({
  cidr: z.string().describe('addresses in CIDR notation'),
  ports: z.array(z.number().int()).optional().describe('TCP ports there; all if left out'),
});

const sharedStorage = z.looseObject({
  name: z.string().describe('name of the class'),
  provisioner: z.string().optional().describe('who makes its volumes; without it the class is there already'),
  parameters: texts.optional().describe('what the provisioner is told'),
  mountOptions: names.optional().describe('how its volumes are mounted'),
  uid: z.number().int().optional().describe('user that must own files of its volumes'),
  gid: z.number().int().optional().describe('group that must own files of its volumes'),
});

const identity = z.looseObject({
  annotations: texts.optional().describe('annotations of the ServiceAccount'),
  podLabels: texts.optional().describe('labels of pods that run as it'),
  egress: z
    .array(addressRange)
    .optional()
    .describe('what its pods must reach to prove who they are, and to use what they may'),
});

const gpuPool = z.looseObject({
  type: z.string().optional().describe('kind of the GPU'),
  resource: z.string().describe('what pods ask for: nvidia.com/gpu'),
  nodeLabels: texts.optional().describe('labels of its nodes'),
  taint: taint.nullish().describe('taint of its nodes'),
});

const mesh = z.looseObject({
  kind: z.enum(['helm', 'managed', 'none']).describe('whose Istio it is'),
  namespaceLabels: texts.optional().describe('labels by which a namespace gets sidecars'),
  delegation: z
    .boolean()
    .optional()
    .describe('whether a VirtualService may delegate to another; where not, Gateway API is used'),
  cni: z
    .boolean()
    .optional()
    .describe('whether restricted namespaces can have sidecars, which come without a privileged container then'),
  gatewayClass: z.string().optional().describe('class of gateways of the Gateway API'),
  namespace: z.string().optional().describe('namespace of istiod'),
  ingressNamespace: z.string().optional().describe('namespace of the ingress gateway'),
  ingressAccount: z.string().optional().describe('account of the ingress gateway'),
  ingressLabels: texts.optional().describe('labels of the pods of the ingress gateway'),
  ingressHost: z.string().nullish().describe('host under which the ingress answers, below which deployers have theirs'),
});

export const clusterFacts = z.looseObject({
  version: z.string().optional().describe('version of Kubernetes'),
  defaultNamespace: z.string().optional().describe('namespace of axons that name none'),
  namespaces: z.record(z.string(), namespace).optional().describe('the namespaces, by name'),
  storageClasses: z.array(storageClass).optional().describe('classes of storage'),
  nodePools: z.array(nodePool).optional().describe('pools of nodes, those with no node yet included; or the nodes'),
  resources: names.optional().describe('custom resources that are installed: tfjobs.kubeflow.org'),
  cloud: z.enum(['eks', 'aks', 'gke']).optional().describe('whose cluster it is'),
  name: z.string().optional().describe('name of the cluster'),
  region: z.string().optional().describe('region of the cloud'),
  registry: z.string().optional().describe('where images are pushed'),
  bucket: z.string().optional().describe('URL of the bucket: s3://, abfss:// or gs://'),
  storageClass: sharedStorage.optional().describe('class of claims that name none'),
  identities: z.record(z.string(), identity).optional().describe('accounts that the cloud knows, as namespace/account'),
  gpus: z.array(gpuPool).optional().describe('pools of nodes with GPUs; an empty list means there is no GPU'),
  mesh: mesh.optional().describe('the mesh'),
  prometheus: z.string().nullish().describe('address of Prometheus'),
  apiServer: z.string().optional().describe('address of the API server'),
  apiServerCidrs: names.optional().describe('addresses of the API server, as pods see it'),
  podCidrs: names.optional().describe('addresses of pods'),
  serviceCidrs: names.optional().describe('addresses of services'),
});

/** What is known of a cluster. */
export type ClusterFacts = z.output<typeof clusterFacts>;
