/** What a URL below the gateway's prefix asks for. */
export type Address =
  | { readonly kind: 'deployer'; readonly axon: string; readonly deployer: string; readonly path: string }
  | {
      readonly kind: 'version';
      readonly axon: string;
      readonly deployer: string;
      readonly version: string;
      readonly path: string;
    }
  | {
      readonly kind: 'backend';
      readonly axon: string;
      readonly deployer: string;
      readonly version: string;
      readonly model: string;
      readonly backend: string;
      /** Path and query of the model server. */
      readonly path: string;
    };

/**
 * Reads `/AXON/DEPLOYER/PATH`, `/AXON/DEPLOYER/versions/NAME/PATH` and
 * `/AXON/DEPLOYER/versions/NAME/models/MODEL/BACKEND/PATH`; undefined for what is none of them.
 *
 * @param pathname - below the prefix, without the query
 */
export function parseAddress(pathname: string, search: string): Address | undefined {
  const [axon, deployer, ...rest] = pathname.split('/').slice(1).map(decoded);
  if (!axon || !deployer) return undefined;
  const below = (from: number) =>
    `/${pathname
      .split('/')
      .slice(3 + from)
      .join('/')}`;
  const [first, version, second, model, backend] = rest;
  if (first !== 'versions' || !version) return { kind: 'deployer', axon, deployer, path: below(0) };
  if (second === 'models' && model && backend) {
    return { kind: 'backend', axon, deployer, version, model, backend, path: below(5) + search };
  }
  return { kind: 'version', axon, deployer, version, path: below(2) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** URLs of what a gateway serves; each ends in a slash. */
export const gatewayPath = {
  deployer: (prefix: string, axon: string, deployer: string) => `${prefix}/${encoded(axon)}/${encoded(deployer)}/`,
  version: (prefix: string, axon: string, deployer: string, version: string) =>
    `${gatewayPath.deployer(prefix, axon, deployer)}versions/${encoded(version)}/`,
  backend: (prefix: string, axon: string, deployer: string, version: string, model: string, backend: string) =>
    `${gatewayPath.version(prefix, axon, deployer, version)}models/${encoded(model)}/${encoded(backend)}/`,
};

function encoded(segment: string): string {
  return encodeURIComponent(segment);
}
