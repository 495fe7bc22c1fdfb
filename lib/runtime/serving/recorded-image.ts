import type { KubeObject } from '../kube/kube';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A reference without the tag and the digest that it ends in. */
const REPOSITORY = /^(.+?)(?::[^:@/]+)?(?:@[^@]+)?$/;

/**
 * A Deployment at rest with the image that a version began with, where that is known by its digest: an edit brings another
 * image to rest, and a version that comes up again is still the one that it was.
 *
 * @param build - as the version's pick has it
 */
export function recordedImage(rest: KubeObject, build: string | undefined): KubeObject {
  if (build === undefined || !DIGEST.test(build)) return rest;
  const { template } = rest['spec'];
  const [container, ...others] = template.spec.containers as readonly { readonly image?: string }[];
  const [, repository] = REPOSITORY.exec(container?.image ?? '') ?? [];
  if (container === undefined || repository === undefined || container.image?.endsWith(`@${build}`)) return rest;
  const containers = [{ ...container, image: `${repository}@${build}` }, ...others];
  return { ...rest, spec: { ...rest['spec'], template: { ...template, spec: { ...template.spec, containers } } } };
}
