import { setTimeout as delay } from 'node:timers/promises';
import type { NotLeading } from '../../control/not-leading';
import { RUNTIME_OPERATOR_PORT, RUNTIME_PORT } from '../../spec/derive/ports';
import { ControlClient, NoAnswer, Refusal } from '../client';
import { CliError } from '../exit';
import type { ClusterOptions } from '../kubectl';
import { PortForward } from './port-forward';
import { runtimePods } from './running-pods';

/** How long a runtime may take until it leads, and how often it is asked meanwhile, in milliseconds. */
const PATIENCE = 15_000;
const GLANCE = 500;

/**
 * The runtime that leads in a namespace, reached through its pod.
 *
 * Whoever may forward a port of the pod may command it, and nothing else reaches its operator port; so this works under
 * mutual TLS and NetworkPolicies too.
 */
export class RuntimeConnection {
  /** @throws CliError that says what is missing: kubectl, the context, the runtime, the right */
  static async open(cluster: ClusterOptions, patience = PATIENCE): Promise<RuntimeConnection> {
    const until = Date.now() + patience;
    const pods = await runtimePods(cluster);
    let pod = pods.running[0]!;
    for (;;) {
      const operators = await openForward(cluster, pods.namespace, pod, RUNTIME_OPERATOR_PORT);
      const connection = new RuntimeConnection(cluster, pods.namespace, pod, operators);
      const asked = await askWhoLeads(connection);
      if (asked === 'this one') return connection;
      if (Date.now() > until) throw asked.fault;
      const { leader = pod } = asked;
      // One that has just named itself or nobody is asked again, not besieged.
      if (leader === pod) await delay(GLANCE);
      pod = pods.running.includes(leader) ? leader : (await runtimePods(cluster)).running[0]!;
    }
  }

  readonly client: ControlClient;
  private readonly others: PortForward[] = [];

  private constructor(
    private readonly cluster: ClusterOptions,
    readonly namespace: string,
    private readonly pod: string,
    private readonly operators: PortForward,
  ) {
    this.client = new ControlClient(operators.url, nameOf(namespace));
  }

  /** The port of the same pod that callers and tasks use. */
  async callers(): Promise<ControlClient> {
    const forward = await openForward(this.cluster, this.namespace, this.pod, RUNTIME_PORT);
    this.others.push(forward);
    return new ControlClient(forward.url, nameOf(this.namespace));
  }

  close(): void {
    for (const forward of [this.operators, ...this.others]) forward.close();
  }
}

/** Why a pod is not the one to ask, and which may be. */
interface OtherPod {
  readonly leader?: string;
  readonly fault: CliError;
}

/** Closes the connection unless it is the one that is wanted. */
async function askWhoLeads(connection: RuntimeConnection): Promise<'this one' | OtherPod> {
  try {
    await connection.client.ask('axons');
    return 'this one';
  } catch (fault) {
    connection.close();
    // It has begun to run, and does not listen yet.
    if (fault instanceof NoAnswer) return { fault };
    if (!(fault instanceof Refusal) || fault.status !== 503) throw fault;
    const { leader } = fault.answer as Partial<NotLeading>;
    return { fault, ...(leader === undefined ? {} : { leader }) };
  }
}

async function openForward(
  cluster: ClusterOptions,
  namespace: string,
  pod: string,
  port: number,
): Promise<PortForward> {
  const forwarded = await PortForward.open(cluster, pod, port);
  if (forwarded.ok) return forwarded.forward;
  const { why } = forwarded;
  const right = /forbidden/i.test(why) ? '; it takes the right to create pods/portforward there' : '';
  throw new CliError(`myelin: ${nameOf(namespace)} cannot be reached through its pod ${pod}: ${why}${right}`);
}

function nameOf(namespace: string): string {
  return `the runtime of namespace ${namespace}`;
}
