import type { ChartProps } from 'cdk8s';
import type { AxonOptions } from '../lib/constructs/index';

/** What an app is told of where it will be. */
export interface AppOptions extends AxonOptions {
  /** @default - the one that its objects are applied to */
  readonly namespace?: string;
}

export function chartProps(namespace: string | undefined): ChartProps {
  return namespace === undefined ? {} : { namespace };
}
