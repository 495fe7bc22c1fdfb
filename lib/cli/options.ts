import { Option } from 'commander';

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
  );
}
