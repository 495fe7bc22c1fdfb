/** A version is never rolled back by its Deployment: the one before it has a Deployment of its own. */
export const REVISIONS = 1;
