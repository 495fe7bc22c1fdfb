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

/** The only version that a gateway serves, whose addresses begin at the root. */
export interface OnlyVersion {
  readonly axon: string;
  readonly deployer: string;
  readonly version: string;
}

/**
 * Reads `/AXON/DEPLOYER/PATH`, `/AXON/DEPLOYER/versions/NAME/PATH` and
 * `/AXON/DEPLOYER/versions/NAME/models/MODEL/BACKEND/PATH`; undefined for what is none of them.
 *
 * @param pathname - below the prefix, without the query
 * @param only - then there is no `/AXON/DEPLOYER`, and what names no version is for this one
 */
export function parseAddress(pathname: string, search: string, only?: OnlyVersion): Address | undefined {
  const segments = pathname.split('/').slice(1);
  const [axon, deployer] = only === undefined ? segments.splice(0, 2).map(decoded) : [only.axon, only.deployer];
  if (!axon || !deployer) return undefined;
  const below = (from: number) => `/${segments.slice(from).join('/')}`;
  const [first, version, second, model, backend] = segments.map(decoded);
  if (first !== 'versions' || !version) {
    const asked = { axon, deployer, path: below(0) };
    return only === undefined ? { kind: 'deployer', ...asked } : { kind: 'version', ...asked, version: only.version };
  }
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

/** Where a deployer is on a gateway that serves several; ends in a slash. */
export function deployerPath(prefix: string, axon: string, deployer: string): string {
  return `${prefix}/${encoded(axon)}/${encoded(deployer)}/`;
}

/** What lies below the address of a deployer beside its routes; each ends in a slash. */
export const belowDeployer = {
  version: (version: string) => `versions/${encoded(version)}/`,
  backend: (version: string, model: string, backend: string) =>
    `${belowDeployer.version(version)}models/${encoded(model)}/${encoded(backend)}/`,
};

function encoded(segment: string): string {
  return encodeURIComponent(segment);
}
