import { spawnSync } from 'node:child_process';

/** What `istioctl analyze` has to say of a namespace, whatever its level, one line each. */
export function analyze(namespace: string): readonly string[] {
  const ended = spawnSync('istioctl', ['analyze', '-n', namespace, '-o', 'json'], { encoding: 'utf8' });
  if (ended.error !== undefined) throw ended.error;
  if (!ended.stdout.trim().startsWith('[')) throw new Error(`istioctl analyze: ${ended.stdout}${ended.stderr}`);
  const messages = JSON.parse(ended.stdout) as readonly { code: string; origin?: string; message: string }[];
  return messages.map(({ code, origin, message }) => `${code} ${origin ?? ''} ${message}`);
}
