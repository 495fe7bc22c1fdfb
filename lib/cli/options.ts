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
  return new Option('--mesh <mesh>', 'who splits traffic').choices(['istio', 'gateway-api', 'none']).default('istio');
}

export function domainOption(): Option {
  return new Option('--domain <domain>', 'deployers answer the world as DEPLOYER.AXON.DOMAIN');
}
