import { Construct } from 'constructs';
import { SecurityGroup, VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule } from '../l1/aws';
import type { EksPlan } from './eks-plan';
import { efaOf } from './nodes';

/** A port, or the first and the last of a row of ports, and who uses it. */
interface Ports {
  readonly id: string;
  readonly protocol: 'tcp' | 'udp';
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

const tcp = (id: string, from: number, why: string, to = from): Ports => ({ id, protocol: 'tcp', from, to, why });

/** What the control plane calls on nodes. Without the two of Istio no sidecar is injected. */
const FROM_CONTROL_PLANE: readonly Ports[] = [
  tcp('https', 443, 'webhooks'),
  tcp('kubelet', 10250, 'kubelet: logs, exec and metrics'),
  tcp('istio-webhook', 15017, 'Istio: injection of sidecars and validation'),
  tcp('istio-discovery', 15012, 'Istio: discovery over mTLS'),
  tcp('metrics-server', 10251, 'metrics-server'),
  tcp('webhook-4443', 4443, 'webhooks'),
  tcp('webhook-6443', 6443, 'webhooks'),
  tcp('webhook-8443', 8443, 'webhooks'),
  tcp('webhook-9443', 9443, 'webhooks of the load balancer controller'),
];

/** What nodes, and the pods that share their addresses, call on each other. */
const BETWEEN_NODES: readonly Ports[] = [
  tcp('dns-tcp', 53, 'DNS of the cluster'),
  { id: 'dns-udp', protocol: 'udp', from: 53, to: 53, why: 'DNS of the cluster' },
  tcp('pods', 1025, 'pods', 65535),
];

/**
 * Who may talk to nodes, and where nodes may talk to.
 *
 * - In comes the control plane on the ports that it needs, and nodes among themselves; a load balancer is let in by the
 *   controller that makes it.
 * - Out goes what stays in the network, and HTTPS. NetworkPolicies say the rest, pod by pod.
 */
export class SecurityGroups extends Construct {
  public readonly nodes: SecurityGroup;

  public constructor(scope: Construct, id: string, plan: EksPlan, vpcId: string, clusterGroupId: string) {
    super(scope, id);
    this.nodes = new SecurityGroup(this, 'nodes', {
      name: `${plan.name}-nodes`,
      description: `Nodes of ${plan.name}`,
      vpcId,
      tags: {
        Name: `${plan.name}-nodes`,
        // By this the load balancer controller finds the one group whose rules it may change.
        [`kubernetes.io/cluster/${plan.name}`]: 'owned',
        ...(plan.provisioned ? { 'karpenter.sh/discovery': plan.name } : {}),
      },
    });
    for (const ports of FROM_CONTROL_PLANE) this.ingress('control-plane', ports, this.nodes.id, clusterGroupId);
    for (const ports of BETWEEN_NODES) this.ingress('nodes', ports, this.nodes.id, this.nodes.id);
    // Traffic of EFA has no ports; it asks for a group that lets everything of its own through.
    if (plan.pools.some((pool) => efaOf(pool) > 0)) {
      const all = { securityGroupId: this.nodes.id, referencedSecurityGroupId: this.nodes.id, ipProtocol: '-1' };
      new VpcSecurityGroupIngressRule(this, 'efa-in', { ...all, description: 'EFA' });
      new VpcSecurityGroupEgressRule(this, 'efa-out', { ...all, description: 'EFA' });
    }
    this.ingress('api', tcp('from-nodes', 443, 'API server'), clusterGroupId, this.nodes.id);
    for (const [name, cidr] of [['network', plan.cidr] as const, ['pods', plan.podCidr] as const]) {
      if (cidr === undefined) continue;
      new VpcSecurityGroupEgressRule(this, `to-${name}`, {
        securityGroupId: this.nodes.id,
        description: 'what stays in the network',
        ipProtocol: '-1',
        cidrIpv4: cidr,
      });
    }
    for (const port of plan.egressPorts) {
      new VpcSecurityGroupEgressRule(this, `to-world-${port}`, {
        securityGroupId: this.nodes.id,
        description: 'AWS, registries, and what pods may reach',
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        cidrIpv4: '0.0.0.0/0',
      });
    }
  }

  private ingress(from: string, ports: Ports, securityGroupId: string, referencedSecurityGroupId: string): void {
    new VpcSecurityGroupIngressRule(this, `${from}-${ports.id}`, {
      securityGroupId,
      referencedSecurityGroupId,
      description: ports.why,
      ipProtocol: ports.protocol,
      fromPort: ports.from,
      toPort: ports.to,
    });
  }
}

/** A group that lets HTTPS, or another port, in from the network and nothing out. */
export function closedGroup(scope: Construct, id: string, plan: EksPlan, vpcId: string, port: number): SecurityGroup {
  const group = new SecurityGroup(scope, id, {
    name: `${plan.name}-${id}`,
    description: `Port ${port} from the network of ${plan.name}`,
    vpcId,
    tags: { Name: `${plan.name}-${id}` },
  });
  for (const [name, cidr] of [['network', plan.cidr] as const, ['pods', plan.podCidr] as const]) {
    if (cidr === undefined) continue;
    new VpcSecurityGroupIngressRule(scope, `${id}-from-${name}`, {
      securityGroupId: group.id,
      description: `port ${port} from the network`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      cidrIpv4: cidr,
    });
  }
  return group;
}
