import type { KubeObject } from '../kube/kube';
import { isOwned, type OwnedPlace } from './create-owned';

/**
 * The ConfigMap of this name, if it is of this axon.
 *
 * - What an axon of the same name left that has been deleted goes: what it says is of another life, and whatever were written
 *   into it would be gone with it.
 *
 * @throws KubeError
 */
export async function findOwned(
  { kube, owner }: { readonly kube: Pick<OwnedPlace['kube'], 'get' | 'delete'>; readonly owner: OwnedPlace['owner'] },
  name: string,
): Promise<KubeObject | undefined> {
  const found = await kube.get('ConfigMap', name);
  if (found === undefined || isOwned(found, owner)) return found;
  await kube.delete('ConfigMap', name, { uid: found.metadata.uid ?? '' });
  return undefined;
}
