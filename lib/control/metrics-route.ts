import { METRICS_PATH } from '../spec/derive/ports';
import { mergeExpositions } from './exposition';
import type { Route } from './http';
import type { MetricsSupplier } from './ports';

/** `GET /metrics`: what all of them supply, as one text for a scraper. */
export function metricsRoute(suppliers: readonly MetricsSupplier[]): Route {
  return {
    method: 'GET',
    path: METRICS_PATH,
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: mergeExpositions(await Promise.all(suppliers.map((supply) => supply()))),
    }),
  };
}
