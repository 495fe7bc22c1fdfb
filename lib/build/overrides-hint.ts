/** Where a user says how to start what would be an image of this name, when its build cannot be followed here. */
export function inOverrides(reference: string): string {
  return `in the overrides file: images: {${reference}: {dir: ..., command: [...]}}`;
}
