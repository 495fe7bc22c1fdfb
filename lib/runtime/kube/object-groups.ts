import type { KubeObject } from './kube';

/** Objects by their names, and by the value of one label: who asks for one group does not look at the others. */
export class ObjectGroups {
  private objects = new Map<string, KubeObject>();
  private groups = new Map<string, Map<string, KubeObject>>();

  /** @param label - by whose value they are grouped. @default - by none */
  constructor(private readonly label?: string) {}

  get(name: string): KubeObject | undefined {
    return this.objects.get(name);
  }

  all(): readonly KubeObject[] {
    return [...this.objects.values()];
  }

  of(group: string): readonly KubeObject[] {
    return [...(this.groups.get(group)?.values() ?? [])];
  }

  groupOf({ metadata }: KubeObject): string | undefined {
    return this.label === undefined ? undefined : metadata.labels?.[this.label];
  }

  set(object: KubeObject): void {
    const { name } = object.metadata;
    this.leave(name);
    this.objects.set(name, object);
    const group = this.groupOf(object);
    if (group === undefined) return;
    const members = this.groups.get(group);
    if (members === undefined) this.groups.set(group, new Map([[name, object]]));
    else members.set(name, object);
  }

  delete(name: string): void {
    this.leave(name);
    this.objects.delete(name);
  }

  clear(): void {
    this.objects.clear();
    this.groups.clear();
  }

  private leave(name: string): void {
    const before = this.objects.get(name);
    const group = before === undefined ? undefined : this.groupOf(before);
    if (group === undefined) return;
    const members = this.groups.get(group);
    members?.delete(name);
    if (members?.size === 0) this.groups.delete(group);
  }
}
