import { InvalidArgumentError, Option } from 'commander';
import type { Caller } from '../spec/derive/surroundings';
import { isDnsLabel, isDnsSubdomain } from '../spec/lang/kubernetes-names';

export function stateDirOption(): Option {
  return new Option('--state-dir <dir>', 'where journal, runs and builds are kept').default('.myelin');
}

/** `-o`, with the formats that the command knows. */
export function outputOption(formats: readonly string[]): Option {
  return new Option('-o, --output <format>', 'how it is written').choices([...formats]).default(formats[0]);
}

export type Mesh = 'istio' | 'gateway-api' | 'none';

export function meshOption(): Option {
  const said = 'who splits traffic (default: istio, or what the mesh of --cluster allows)';
  return new Option('--mesh <mesh>', said).choices(['istio', 'gateway-api', 'none']);
}

/** `cluster.json`, which decides what other options leave open. */
export function clusterFileOption(): Option {
  return new Option('--cluster <file>', 'the cluster that it is for, as terraform output -json tells of it');
}

export function domainOption(): Option {
  return new Option(
    '--domain <domain>',
    'deployers answer the world as DEPLOYER.AXON.DOMAIN (default: the host of the ingress of --cluster)',
  ).argParser(subdomain);
}

export function tlsSecretOption(): Option {
  return new Option(
    '--tls-secret <name>',
    'with a domain, the Secret with its certificate (default: plain HTTP)',
  ).argParser(subdomain);
}

/** One caller each time; a word after it is no other one, since `synth` takes files there. */
export function callerOption(what: string): Option {
  return new Option(
    '--caller <who>',
    `lets NAMESPACE, NAMESPACE/ACCOUNT or /ACCOUNT ${what}; give it again for each`,
  ).argParser((text, before: readonly Caller[] = []) => [...before, callerNamed(text)]);
}

function callerNamed(text: string): Caller {
  const [namespace = '', account, ...more] = text.split('/');
  const isCaller =
    more.length === 0 &&
    (account === undefined ? namespace !== '' : isDnsSubdomain(account)) &&
    (namespace === '' || isDnsLabel(namespace));
  if (!isCaller) {
    throw new InvalidArgumentError(
      'it takes a namespace, NAMESPACE/ACCOUNT, or /ACCOUNT for one of the same namespace',
    );
  }
  if (account === undefined) return { namespace };
  return namespace === '' ? { account } : { namespace, account };
}

/** The namespace of axons that name none. */
export function namespaceOption(): Option {
  return new Option('-n, --namespace <name>', 'namespace of axons that name none').argParser(namespaceName);
}

export function namespaceName(name: string): string {
  // An empty MYELIN_NAMESPACE is none.
  if (name === '' || isDnsLabel(name)) return name;
  throw new InvalidArgumentError('it takes at most 63 lower case letters and digits, with "-" between them');
}

function subdomain(name: string): string {
  if (isDnsSubdomain(name)) return name;
  throw new InvalidArgumentError('it takes lower case letters and digits, with "-" or "." between them');
}
