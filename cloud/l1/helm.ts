/** The only file that imports the Helm provider. */
export { HelmProvider } from '@cdktf/provider-helm/lib/provider/index.js';
export { Release } from '@cdktf/provider-helm/lib/release/index.js';
