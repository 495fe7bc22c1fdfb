import { loadAxons } from '../../lib/spec/load';
import { viewAxon } from '../../lib/engine/view/axon-view';
import type { Condition } from '../../lib/runtime/hand';
import { FakeHands } from '../control/fake-hands';
import type { Simulation } from '../engine/simulation';
import { LOOP } from './command-line';

const axon = loadAxons(LOOP, { file: 'axon.yaml' }).axons[0]!.axon!;

/** Hands that only remember what they were asked, and show the state that a simulation of `LOOP` came to. */
export class LoopedHands extends FakeHands {
  conditions: readonly Condition[] | undefined;
  /** Those that it moves, all of one history. */
  names: readonly string[] = ['digits'];

  constructor(private readonly simulation: Simulation) {
    super();
    this.doors = [{ sensor: 'again', trigger: 'asked' }];
    this.catchUp();
  }

  override axons() {
    return [...this.names];
  }

  override state() {
    const endpoints = { api: 'http://127.0.0.1:9/serve/digits/api/' };
    const { conditions } = this;
    const shown = { ...viewAxon(axon, this.simulation.loop.state), endpoints, seq: this.entries.length };
    return { ...shown, ...(conditions && { conditions }) };
  }

  override spec(_axon: string, hash: string): unknown {
    return hash === axon.hash ? axon.spec : undefined;
  }

  /** Tells what the simulation has decided since. */
  catchUp(): void {
    const { journal } = this.simulation;
    this.entries.push(
      ...journal.slice(this.entries.length).map((entry, at) => ({ seq: this.entries.length + at + 1, entry })),
    );
    for (const listener of this.listeners) listener();
  }
}
