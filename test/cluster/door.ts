import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the world gets at the ingress gateway. */
export interface WorldAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const { MYELIN_LAB_INGRESS } = process.env;

/** One prediction. @param host - under which the deployer is known */
export function askDeployer(
  host: string,
  body: object,
  { headers = {}, agent }: { readonly headers?: Readonly<Record<string, string>>; readonly agent?: Agent } = {},
): Promise<WorldAnswer> {
  return new Promise((done, fail) => {
    const asked = request(
      new URL('/predict', MYELIN_LAB_INGRESS),
      {
        method: 'POST',
        headers: { host, 'content-type': 'application/json', ...headers },
        ...(agent === undefined ? {} : { agent }),
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => void (text += part.toString('utf8')));
        response.on('end', () => done({ status: response.statusCode!, headers: response.headers, text }));
      },
    );
    asked.on('error', fail);
    asked.end(JSON.stringify(body));
  });
}

/** The first answer of a version that has just begun to serve: a mesh hears of a route a while after it was written. */
export async function firstAnswer(host: string, body: object): Promise<WorldAnswer> {
  for (const end = Date.now() + 30_000; ; await sleep(500)) {
    const answer = await askDeployer(host, body);
    if (answer.status !== 503 || Date.now() > end) return answer;
  }
}

/** So many of them, as eight callers with connections that are kept. */
export async function askDeployerOften(
  times: number,
  host: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly WorldAnswer[]> {
  const agent = new Agent({ keepAlive: true });
  const answers: WorldAnswer[] = [];
  let left = times;
  const caller = async () => {
    while (left-- > 0) answers.push(await askDeployer(host, body, { headers, agent }));
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  agent.destroy();
  return answers;
}
