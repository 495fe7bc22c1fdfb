import { notFound } from './answers';
import type { ControlRequest, ControlResponse, Route } from './http';

export type AxonHandler = (axon: string, request: ControlRequest) => ControlResponse | Promise<ControlResponse>;

/** Handles what is asked about the axon that the path names. @throws HttpError 404 for one that there is not */
export function aboutAxon(port: { axons(): readonly string[] }, handle: AxonHandler): Route['handle'] {
  return (request) => {
    const name = request.parameters['axon']!;
    const known = port.axons();
    if (!known.includes(name)) throw notFound('axon', name, known, 'axons');
    return handle(name, request);
  };
}
