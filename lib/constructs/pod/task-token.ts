import type { KubernetesObject } from '../kubernetes-object';

const FOLDER = '/var/run/secrets/myelin';
const NAME = 'token';

/** Where the code of a task finds its token; the kubelet renews it, so it is read each time. */
export const TOKEN_FILE = `${FOLDER}/${NAME}`;

/** For whom the token is: nobody else takes it, not even the API server. */
const AUDIENCE = 'myelin';

/** The shortest life that Kubernetes gives. */
const LIFE_SECONDS = 600;

/**
 * Who a task is, as the runtime can verify: it lets a task report metrics of its own axon only.
 *
 * It is part of the pod at rest, since the runtime adds no volumes to what was reviewed. It gives no right in the cluster.
 */
export const TOKEN_VOLUME: KubernetesObject = {
  name: 'myelin-token',
  projected: {
    sources: [{ serviceAccountToken: { audience: AUDIENCE, expirationSeconds: LIFE_SECONDS, path: NAME } }],
  },
};

export const TOKEN_MOUNT: KubernetesObject = { name: 'myelin-token', mountPath: FOLDER, readOnly: true };
