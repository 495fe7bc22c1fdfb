import { InvalidArgumentError, type Command } from 'commander';
import type { Address } from '../../spec/derive/runtime-access';
import { addCluster } from '../cluster-options';
import type { InstallOptions } from '../install/install';
import type { UninstallOptions } from '../install/uninstall';
import { callerOption, clusterFileOption, meshOption } from '../options';

/** `myelin install`: the runtime of a namespace, anew or in place of an older one. */
export function registerInstall(program: Command): void {
  const command = program
    .command('install')
    .description('install or upgrade the runtime of a namespace, and wait until it is ready')
    .option('--image <reference>', 'image of the runtime (default: that of the lock)')
    .option('--lock <file>', 'lock of `myelin build`', 'axon.lock.json')
    .addOption(meshOption())
    .addOption(clusterFileOption())
    .option(
      '--prometheus <address>',
      'Prometheus that answers alerts, or secret:NAME/KEY that holds it (default: prometheus.monitoring, port 9090)',
      addressOf,
    )
    .option(
      '--webhook <address>',
      'is told what fails, is gated, promoted and rolled back; or secret:NAME/KEY that holds the address',
      addressOf,
    )
    .option('--secret <name...>', 'Secrets that Rest triggers name in `auth`')
    .addOption(callerOption('call Rest triggers'))
    .option('--replicas <count>', 'pods, of which one leads', wholeNumber, 1)
    .option('--admission', 'have the cluster refuse what the runtime makes for no axon; takes the rights of an admin')
    .option('--print', 'print the objects, apply nothing, ask no cluster')
    .option('--force', 'take over fields that somebody else has set')
    .option('--timeout <seconds>', 'how long it may take until it is ready', wholeNumber, 180);
  addCluster(command).action(async (options: InstallOptions) => {
    const { install } = await import('../install/install.js');
    await install(options);
  });
}

/** `myelin uninstall`: takes the runtime away, and what it started stays unless that is asked for. */
export function registerUninstall(program: Command): void {
  const command = program
    .command('uninstall')
    .description('take the runtime of a namespace away; what serves goes on, journals and stores stay')
    .option('--data', 'delete every axon of the namespace too: what serves, journals, stores')
    .option('--yes', 'do not ask');
  addCluster(command).action(async (options: UninstallOptions) => {
    const { uninstall } = await import('../install/uninstall.js');
    await uninstall(options);
  });
}

/** An address, or the Secret that holds it. */
function addressOf(text: string): Address {
  const [, secret, key] = /^secret:([^/]+)\/(.+)$/.exec(text) ?? [];
  return secret === undefined || key === undefined ? text : { secret, key };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('it takes a whole number');
}
