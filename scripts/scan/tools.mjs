// The scanners: how each is found, asked and understood.
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { podsOf } from './manifests.mjs';

/**
 * A finding is {object, check, message}; `waived` counts what the objects themselves waive, with a reason.
 *
 * `scan` gets the program, what is scanned and the folder of scanners.
 */
export const TOOLS = [
  {
    name: 'kube-score',
    version: 'v1.20.0',
    async scan(program, { path, objects }) {
      const { stdout } = await ask(program, ['score', '-o', 'json', path], [0, 1]);
      const findings = (JSON.parse(stdout) ?? []).flatMap(({ object_name: object, checks }) =>
        (checks ?? [])
          .filter(({ skipped, grade }) => !skipped && grade > 0 && grade < ALMOST_OK)
          .flatMap(({ check, comments }) => {
            const messages = (comments ?? []).map(({ path: part, summary }) =>
              [part, summary].filter(Boolean).join(': '),
            );
            return (messages.length === 0 ? [check.name] : messages).map((message) => ({
              object,
              check: check.id,
              message,
            }));
          }),
      );
      return { findings, waived: objects.flatMap(ignoredByKubeScore).length };
    },
  },
  {
    name: 'kubeconform',
    version: 'v0.8.0',
    async scan(program, { path }, folder) {
      const schemas = join(folder ?? '', 'schemas', '{{.ResourceKind}}{{.KindSuffix}}.json');
      const args = ['-strict', '-output', 'json', '-schema-location', schemas, path];
      const { stdout } = await ask(program, args, [0, 1]);
      const findings = (JSON.parse(stdout).resources ?? []).map(({ kind, name, status, msg }) => ({
        object: `${kind} ${name}`,
        check: status,
        message: msg,
      }));
      return { findings, waived: 0 };
    },
  },
  {
    name: 'pod-security',
    version: 'v0.34.10',
    async scan(program, { objects }) {
      const { stdout } = await ask(program, [], [0], JSON.stringify(podsOf(objects)));
      const findings = JSON.parse(stdout).map(({ name, check, reason }) => ({ object: name, check, message: reason }));
      return { findings, waived: 0 };
    },
  },
  {
    name: 'checkov',
    version: '3.3.30',
    async scan(program, { path, objects }) {
      const args = ['-f', path, '--framework', 'kubernetes', '--skip-download', '--compact', '--quiet', '-o', 'json'];
      const { stdout } = await ask(program, args, [0, 1]);
      const { results } = [JSON.parse(stdout)].flat()[0];
      const findings = (results?.failed_checks ?? []).map(({ check_id: check, check_name: message, resource }) => ({
        object: resource,
        check,
        message,
      }));
      return { findings, waived: objects.filter(skippedByCheckov).length };
    },
  },
  {
    name: 'trivy',
    version: 'v0.74.0',
    absent: 'it takes 40 minutes to build, so --install leaves it out',
    async scan(program, { path }) {
      const quiet = ['--skip-check-update', '--skip-version-check', '--disable-telemetry'];
      const { stdout } = await ask(program, ['config', ...quiet, '-f', 'json', path], [0]);
      const findings = (JSON.parse(stdout).Results ?? [])
        .flatMap(({ Misconfigurations: found }) => found ?? [])
        .filter(({ Status: status }) => status === 'FAIL')
        .map(({ ID: check, Message: message, CauseMetadata: { Resource: object = '' } }) => ({
          object,
          check,
          message,
        }));
      return { findings, waived: 0 };
    },
  },
];

/** Grades of kube-score: 1 critical, 5 warning, 7 almost OK, 10 OK. */
const ALMOST_OK = 7;

/** The program of a tool in the folder of scanners, else on PATH; undefined if it is nowhere. */
export async function findProgram(name, folder) {
  const folders = [
    ...(folder === undefined ? [] : [join(folder, 'bin')]),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  for (const candidate of folders.map((one) => join(one, name))) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // It is not there: the next one may be.
    }
  }
  return undefined;
}

function skippedByCheckov({ metadata }) {
  return metadata.annotations?.['checkov.io/skip1'] !== undefined;
}

function ignoredByKubeScore({ metadata }) {
  return (metadata.annotations?.['kube-score/ignore'] ?? '').split(',').filter((check) => check !== '');
}

/** Runs a program to its end. A status that is not expected is a failure of the tool, not a finding. */
function ask(program, args, statuses, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const [out, err] = [[], []];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
      if (statuses.includes(status) && stdout !== '') resolve({ stdout });
      else reject(new Error(`${program} ended with ${status}: ${stderr || stdout}`));
    });
    child.stdin.end(input);
  });
}
