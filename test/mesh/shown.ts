import type { HttpRouteSpecData } from '../../lib/mesh/http-route';
import type { VirtualServiceData } from '../../lib/mesh/virtual-service';

/** Routes as lines, so that a table can say them: `rule-0 [headers] -> a 90, b 10 (copy to c)`. */
export function shownVirtualService({ http }: VirtualServiceData): string[] {
  return http.map(({ name, match, route = [], mirror, directResponse }) =>
    line(
      name,
      match?.map((one) => JSON.stringify(one)).join(' or '),
      route.map(({ destination, weight = 100 }) => `${destination.host}:${destination.port.number} ${weight}`),
      mirror?.host,
      directResponse === undefined ? undefined : `${directResponse.status} ${directResponse.body.string}`,
    ),
  );
}

export function shownHttpRoute({ rules }: HttpRouteSpecData): string[] {
  return rules.map(({ name, matches, backendRefs = [], filters }) =>
    line(
      name,
      matches?.map((one) => JSON.stringify(one)).join(' or '),
      backendRefs.map(({ name: host, port, weight }) => `${host}:${port} ${weight}`),
      filters?.[0]?.requestMirror.backendRef.name,
    ),
  );
}

function line(name: string, match = '', served: readonly string[] = [], copy?: string, answer = 'nobody'): string {
  const to = served.length === 0 ? answer : served.join(', ');
  return `${name}${match === '' ? '' : ` ${match}`} -> ${to}${copy === undefined ? '' : ` (copy to ${copy})`}`;
}
