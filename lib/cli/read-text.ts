import { promises } from 'node:fs';
import { CliError } from './exit';

/** @throws CliError that names the file */
export async function readFile(file: string): Promise<string> {
  try {
    return await promises.readFile(file, 'utf8');
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new CliError(
      `myelin: ${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : String(fault)}`,
    );
  }
}

export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
