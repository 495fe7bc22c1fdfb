import { formatPath, type Issue } from './issue';

export function renderLine(one: Issue): string {
  const place = one.at ? `${one.at.file}:${one.at.line}:${one.at.column} ` : '';
  return `${place}${one.severity} ${one.code} ${formatPath(one.path)} ${one.message}`;
}
