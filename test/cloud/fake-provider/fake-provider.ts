import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { join } from 'node:path';
import { discovered } from './discovered';
import { applied, planned, unconfigurable } from './planning';
import { messageOf, type Block, type ProviderSchema } from './schema';
import { fromMessage, toMessage, type DynamicValue } from './value';

/** How Terraform finds a provider that runs already. */
interface Reattach {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: 6;
  readonly Pid: number;
  readonly Test: true;
  readonly Addr: { readonly Network: 'tcp'; readonly String: string };
}

interface Request {
  readonly config: DynamicValue;
  readonly type_name: string;
  readonly raw_state: { readonly json: Uint8Array };
  readonly current_state: DynamicValue;
  readonly proposed_new_state: DynamicValue;
  readonly planned_state: DynamicValue;
}

const definition = loadSync(join(__dirname, 'plugin.proto'), { keepCase: true, defaults: true });

/**
 * A provider that Terraform talks to as to any other, and that makes nothing.
 *
 * - What it understands is its schema; Terraform holds every stack against that before it asks for anything.
 * - What is made is what was asked for; what only a provider can know is made up, the same for the same resource each time.
 * - It listens on loopback, and has no process of its own: Terraform must be waited for without blocking.
 */
export class FakeProvider {
  private constructor(
    private readonly server: grpc.Server,
    private readonly port: number,
  ) {}

  public static async listen(schema: ProviderSchema): Promise<FakeProvider> {
    const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
    const service = definition['tfplugin6.Provider'] as grpc.ServiceDefinition;
    server.addService(service, implementation(schema));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (fault, bound) =>
        fault === null ? resolve(bound) : reject(fault),
      );
    });
    return new FakeProvider(server, port);
  }

  public get reattach(): Reattach {
    const Addr = { Network: 'tcp', String: `127.0.0.1:${this.port}` } as const;
    return { Protocol: 'grpc', ProtocolVersion: 6, Pid: process.pid, Test: true, Addr };
  }

  public close(): void {
    this.server.forceShutdown();
  }
}

function implementation(schema: ProviderSchema): grpc.UntypedServiceImplementation {
  const blockOf = (request: Request): Block => {
    const block = schema.resources[request.type_name];
    if (block === undefined) throw new Error(`the schema has no ${request.type_name}`);
    return block;
  };
  const calls: Readonly<Record<string, (request: Request) => object>> = {
    GetProviderSchema: () => messageOf(schema),
    ValidateProviderConfig: () => ({}),
    ConfigureProvider: () => ({}),
    ValidateResourceConfig: (request) => ({
      diagnostics: unconfigurable(blockOf(request), fromMessage(request.config)).map((path) => ({
        severity: 'ERROR',
        summary: `${path} cannot be given: ${request.type_name.split('_')[0]} finds it out`,
      })),
    }),
    // States are of the schema that reads them: there is no other version.
    UpgradeResourceState: (request) => ({ upgraded_state: { json: request.raw_state.json } }),
    ReadResource: (request) => ({ new_state: request.current_state }),
    PlanResourceChange: (request) => ({
      planned_state: toMessage(planned(blockOf(request), fromMessage(request.proposed_new_state))),
    }),
    ApplyResourceChange: (request) => {
      const plan = fromMessage(request.planned_state);
      return { new_state: toMessage(applied(blockOf(request), plan, discovered(request.type_name, plan))) };
    },
    StopProvider: () => ({}),
  };
  return Object.fromEntries(
    Object.entries(calls).map(([name, answer]) => [
      name,
      (call: grpc.ServerUnaryCall<Request, object>, done: grpc.sendUnaryData<object>) => {
        try {
          done(null, answer(call.request));
        } catch (fault) {
          done({ code: grpc.status.INTERNAL, details: String(fault) });
        }
      },
    ]),
  );
}
