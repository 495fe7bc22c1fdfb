/**
 * What has a digest came from a registry, so asking it costs little, and shows that the pod may have the image even where a
 * neighbour has pulled it. A tag may stand for what only the node has: Kubernetes' own rule holds.
 */
export function pullPolicy(image: string | undefined): 'Always' | undefined {
  return image?.includes('@') === true ? 'Always' : undefined;
}
