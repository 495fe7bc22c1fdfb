import { randomUUID } from 'node:crypto';
import type { Axon } from '../spec/axon';
import type { World } from '../engine/ports';
import { AlertsHand } from './alerts/alerts-hand';
import { prometheus, PrometheusAway, type Ask } from './alerts/prometheus';
import { AttemptsHand } from './attempts/attempts-hand';
import { Warnings } from './attempts/warnings';
import { EventsHand } from './events/events-hand';
import { webhook } from './events/webhook';
import { WebhookHand } from './events/webhook-hand';
import { guardedClock, type Clock } from './clock';
import type { Hand, Session } from './hand';
import type { Informers } from './kube/informers';
import type { Kube } from './kube/kube';
import type { Log } from './log';
import type { RuntimeMetrics } from './metrics/runtime-metrics';
import type { AxonSession } from './session';
import { ServingHand, type ServingParts } from './serving/serving-hand';
import type { Settings } from './settings';
import { Shapes } from './shapes';
import { SightHand } from './sight-hand';
import { SweepHand } from './store/sweep-hand';
import { taskCode } from './task-code';

/** What the hands of all axons of a process share. */
export interface Workshop {
  readonly kube: Kube;
  readonly informers: Informers;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** What moves things for an axon, and what its loop may ask. */
export interface Hands {
  readonly atRest: (axon: Axon, signal: AbortSignal, waits?: (shape: string) => void) => Promise<void>;
  readonly world: (session: Session) => World;
  readonly hands: (session: AxonSession) => readonly Hand[];
}

/** The hands of the cluster, put together. */
export function handsOf(workshop: Workshop): Hands {
  const { kube, informers, settings, metrics } = workshop;
  const ask = settings.prometheus === undefined ? nobody : prometheus(settings.prometheus);
  const send = settings.webhook === undefined ? undefined : webhook(settings.webhook);
  const warnings = new Warnings(kube, workshop.clock);
  const shapes = new Shapes(informers, workshop.clock);
  return {
    atRest: (axon, signal, waits) => shapes.came(axon, signal, waits),
    world: (session) => ({
      live: (deployer, version) => metrics.of(session).live(deployer, version),
      code: taskCode(session, shapes),
    }),
    hands: (session) => {
      const clock = guardedClock(workshop.clock, session.break);
      const reported = metrics.start(session);
      const pushed = (attempt: string) => reported.reported.takePushed(attempt);
      const events = new EventsHand(session, kube, settings.pod, clock, workshop.log);
      const warn: ServingParts['warn'] = ({ kind, metadata }, condition) =>
        events.warn(`${kind} ${metadata.name}`, condition);
      return [
        reported,
        new ServingHand(session, { ...workshop, clock, warn }),
        new AlertsHand(session, ask, kube.namespace, clock),
        new AttemptsHand({ kube, informers, warnings, session, clock, execution: randomUUID, pushed }),
        new SweepHand({ kube, informers, session, clock }),
        events.start(),
        new SightHand(session, informers, clock),
        ...(send === undefined ? [] : [new WebhookHand(session, kube, send, clock).start()]),
      ];
    },
  };
}

const nobody: Ask = () => Promise.reject(new PrometheusAway('the runtime was installed without a Prometheus'));
