/** Values by labels as Prometheus writes them (`acc{job="a"}`), the value of a scalar, or that there is no answer. */
export type Answer = Readonly<Record<string, number>> | number | 'error';

export type Cases = readonly (readonly [query: string, answer: Answer])[];
