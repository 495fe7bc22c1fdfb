import type { Axon } from '../../axon';
import { issue, type Issue, type Path } from '../../issue';
import type { NamespaceFacts } from '../../cluster-facts';
import { RESTRICTED_VOLUMES } from '../../derive/restricted-volumes';

/**
 * What users add to pods that the Pod Security level of the namespace refuses. Pods as they are synthesized satisfy *restricted*, so
 * only patches and further volumes can be at fault.
 */
export function checkAdmission(axon: Axon, { podSecurity }: NamespaceFacts): readonly Issue[] {
  if (podSecurity === undefined || podSecurity === 'privileged') return [];
  const restricted = podSecurity === 'restricted';
  const refused = (path: Path, what: string) =>
    issue(
      'MYL6009',
      path,
      `pods in this namespace may not have ${what}, it enforces ${podSecurity}`,
      'leave it out, or use a namespace for such pods',
    );
  const patches: readonly { readonly path: Path; readonly patch: unknown }[] = [
    { path: ['spec', 'podPatch'], patch: axon.spec.spec.podPatch },
    ...[...axon.tasks.values()].map((task) => ({
      path: [...task.path, task.kind, 'podPatch'],
      patch: task.spec.podPatch,
    })),
  ];
  const volumes = [...axon.tasks.values()].flatMap((task) =>
    volumeFaults(task.spec.volumes, [...task.path, task.kind, 'volumes'], restricted),
  );
  return [...patches.flatMap(({ path, patch }) => patchFaults(patch, path, restricted)), ...volumes].map(
    ({ path, what }) => refused(path, what),
  );
}

interface Fault {
  readonly path: Path;
  readonly what: string;
}

function volumeFaults(volumes: unknown, path: Path, restricted: boolean): readonly Fault[] {
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume: Readonly<Record<string, unknown>>, index) => {
    const [source] = Object.keys(volume).filter((key) => key !== 'name');
    const bad = source === 'hostPath' || (restricted && source !== undefined && !RESTRICTED_VOLUMES.includes(source));
    return bad ? [{ path: [...path, index], what: `a volume of the kind ${source}` }] : [];
  });
}

/** What both levels refuse, and what *restricted* refuses too; each is true where the value is a fault. */
const BASELINE: Readonly<Record<string, (value: unknown) => boolean>> = {
  hostNetwork: (value) => value === true,
  hostPID: (value) => value === true,
  hostIPC: (value) => value === true,
  privileged: (value) => value === true,
  hostPort: (value) => value !== 0,
  procMount: (value) => value !== 'Default',
};

const RESTRICTED: Readonly<Record<string, (value: unknown) => boolean>> = {
  allowPrivilegeEscalation: (value) => value === true,
  runAsNonRoot: (value) => value === false,
  runAsUser: (value) => value === 0,
};

/** Capabilities that *baseline* lets a container add. */
const BASELINE_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

function patchFaults(value: unknown, path: Path, restricted: boolean): readonly Fault[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => patchFaults(item, [...path, index], restricted));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): readonly Fault[] => {
    const at = [...path, key];
    const judge = Object.hasOwn(BASELINE, key)
      ? BASELINE[key]
      : restricted && Object.hasOwn(RESTRICTED, key)
        ? RESTRICTED[key]
        : undefined;
    if (judge?.(item) === true) return [{ path: at, what: `${key}: ${JSON.stringify(item)}` }];
    if (key === 'volumes') return volumeFaults(item, at, restricted);
    if (key === 'capabilities') return capabilityFaults(item, at, restricted);
    if (key === 'seccompProfile' && (item as { type?: unknown } | null)?.type === 'Unconfined') {
      return [{ path: at, what: 'seccompProfile: Unconfined' }];
    }
    return patchFaults(item, at, restricted);
  });
}

function capabilityFaults(value: unknown, path: Path, restricted: boolean): readonly Fault[] {
  const { add } = (value ?? {}) as { add?: unknown };
  const allowed = restricted ? ['NET_BIND_SERVICE'] : BASELINE_CAPABILITIES;
  const refused = (Array.isArray(add) ? add.map(String) : []).filter((name) => !allowed.includes(name));
  return refused.length === 0 ? [] : [{ path: [...path, 'add'], what: `the capability ${refused.join(', ')}` }];
}
