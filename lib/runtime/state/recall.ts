import { AXON_LABEL, PART_OF_MYELIN } from '../../spec/derive/labels';
import type { Kube, KubeObject } from '../kube/kube';
import { memoryLabels } from './segments';

/** So many axons that ask at once are answered by one list of all. */
const MANY = 8;

interface Question {
  readonly axon: string;
  readonly answer: (objects: readonly KubeObject[]) => void;
  readonly fail: (fault: unknown) => void;
}

/**
 * What is remembered of axons in ConfigMaps, as their loops ask for it when they open.
 *
 * - An API server looks at every ConfigMap of the namespace to answer for one axon. A runtime that begins to lead opens all
 *   loops at once: their questions are answered together, by one look.
 * - Nothing is kept: who asks later is answered by what there is then.
 */
export class Recall {
  private readonly asked = new Map<string, Question[]>();

  constructor(private readonly kube: Pick<Kube, 'list'>) {}

  /** @throws KubeError */
  of(axon: string, component: string): Promise<readonly KubeObject[]> {
    return new Promise((answer, fail) => {
      const questions = this.asked.get(component);
      if (questions !== undefined) return void questions.push({ axon, answer, fail });
      this.asked.set(component, [{ axon, answer, fail }]);
      // After everything that asks in this turn has asked.
      queueMicrotask(() => this.answer(component));
    });
  }

  private answer(component: string): void {
    const questions = this.asked.get(component) ?? [];
    this.asked.delete(component);
    if (questions.length < MANY) {
      for (const { axon, answer, fail } of questions) this.list(memoryLabels(axon, component)).then(answer, fail);
      return;
    }
    this.list({ ...PART_OF_MYELIN, 'app.kubernetes.io/component': component }).then(
      (objects) => {
        const groups = new Map<string, KubeObject[]>();
        for (const object of objects) {
          const label = object.metadata.labels?.[AXON_LABEL] ?? '';
          const group = groups.get(label);
          if (group === undefined) groups.set(label, [object]);
          else group.push(object);
        }
        for (const { axon, answer } of questions) answer(groups.get(axon) ?? []);
      },
      (fault: unknown) => {
        for (const { fail } of questions) fail(fault);
      },
    );
  }

  private async list(labels: Readonly<Record<string, string>>): Promise<readonly KubeObject[]> {
    return (await this.kube.list('ConfigMap', { labels })).items;
  }
}
