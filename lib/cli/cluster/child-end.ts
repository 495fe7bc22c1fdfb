import type { ChildProcess } from 'node:child_process';
import { EXIT } from '../exit';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Those that run now. */
const children = new Set<ChildProcess>();

/**
 * Sees to it that a child does not outlive this process, whether that ends by itself, by a fault or by a signal.
 *
 * @returns what ends the child, and may be called more than once
 */
export function endWithProcess(child: ChildProcess): () => void {
  if (children.size === 0) listen();
  children.add(child);
  const forget = () => {
    if (children.delete(child) && children.size === 0) unlisten();
  };
  child.once('close', forget);
  return () => {
    child.kill();
    forget();
  };
}

function killAll(): void {
  for (const child of children) child.kill();
}

function onSignal(signal: NodeJS.Signals): void {
  killAll();
  // Whoever else listens ends the process in their own time; with nobody else, a signal ends it as it always does.
  if (process.listenerCount(signal) === 1) process.exit(EXIT.interrupted);
}

function listen(): void {
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
