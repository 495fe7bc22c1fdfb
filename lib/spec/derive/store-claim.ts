/** The spec of the claim of an axon that says nothing of its store; keys that the axon gives stand in place of these. */
export const DEFAULT_CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
