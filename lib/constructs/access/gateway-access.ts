import { Construct } from 'constructs';
import { gatewayAccessName } from '../../spec/derive/names';
import { GATEWAY_METRICS_PORT } from '../../spec/derive/ports';
import type { AxonContext } from '../axon-context';
import { everyGateway } from '../gateway-labels';
import { PodNetwork } from '../network/pod-network';
import { MeshGuard } from './mesh-guard';
import { podAccount } from './pod-account';
import type { SelectedPods } from './pod-labels';

/** As whom the gateways of one deployer ask, whom they may ask, and who may ask them. */
export class GatewayAccess extends Construct {
  constructor(scope: Construct, id: string, context: AxonContext, deployer: string) {
    super(scope, id);
    const thing = everyGateway(deployer);
    const name = gatewayAccessName(context.name, deployer);
    const selected: SelectedPods = { name, pods: { kind: 'gateway', deployer }, thing };
    podAccount(this, context, { name: context.accounts.ofGateway(deployer), thing });
    new PodNetwork(this, 'Network', context, selected);
    if (!context.surroundings.knowsCallers) return;
    new MeshGuard(this, 'Guard', context, { ...selected, plainPorts: [GATEWAY_METRICS_PORT] });
  }
}
