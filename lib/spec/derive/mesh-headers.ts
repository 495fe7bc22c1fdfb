/** By which a version's gateway tells the mesh the position of the routing rule that is for a request. */
export const RULE_HEADER = 'x-myelin-rule';

/** By which an answer tells the gateway whose it is: prediction ids name the backend. */
export const BACKEND_HEADER = 'x-myelin-backend';
