import * as z from 'zod';

/** The file beside an axon in which `myelin build` notes what it pushed or loaded. It belongs into version control. */
export const IMAGE_LOCK_FILE = 'axon.lock.json';

const lockedImage = z.strictObject({
  image: z
    .string()
    .regex(
      /^\S+(?:@sha256:[0-9a-f]{64}|:[0-9a-f]{12})$/,
      'a reference by digest, such as registry.example.com/a@sha256:...',
    ),
  source: z.string(),
});

const imageLock = z.strictObject({
  version: z.literal(1),
  images: z.record(z.string(), lockedImage),
});

/** Under which the lock has the image of the runtime, which every axon's pods use. */
export const RUNTIME_REPOSITORY = 'myelin-runtime';

/** One image as it was pushed, or loaded into the nodes of a cluster that has no registry. */
export interface LockedImage {
  /** `<registry>/<repositoryName>@sha256:<digest>`; of a loaded one `:<first digits of its id>`, since only a registry gives digests. */
  readonly image: string;
  /** Hash of what it was built from: the same source need not be built again. */
  readonly source: string;
}

/** Images by `repositoryName`. */
export type ImageLock = Readonly<Record<string, LockedImage>>;

export type ImageLockRead =
  { readonly ok: true; readonly lock: ImageLock } | { readonly ok: false; readonly why: string };

export function parseImageLock(text: string): ImageLockRead {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (fault) {
    return { ok: false, why: `it is not JSON: ${(fault as Error).message}` };
  }
  const parsed = imageLock.safeParse(data);
  if (parsed.success) return { ok: true, lock: parsed.data.images };
  const [first] = parsed.error.issues;
  return { ok: false, why: `${first?.path.join('.') || 'the whole'}: ${first?.message}` };
}

/** Sorted by name, so that a change of one image is a change of its lines. */
export function formatImageLock(lock: ImageLock): string {
  const images = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, images }, null, 2)}\n`;
}
