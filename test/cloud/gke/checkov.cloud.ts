import { readFileSync } from 'node:fs';
import { synthesized } from '../synth';
import { TerraformFolder } from '../terraform';
import { checkov } from '../checkov';
import { clusterOf } from './clusters';

/** Checks that say no, and why it is as it is: the table of docs/cloud/gke.md. */
const PAGE = readFileSync('docs/cloud/gke.md', 'utf8');
const waived = [...PAGE.matchAll(/^\| (CKV2?_GCP_\d+)\s+\|/gm)].map(([, check]) => check);

test('checkov has nothing against the cluster but what the page gives a reason for, and each reason is needed', () => {
  const folder = new TerraformFolder(synthesized((app) => clusterOf(app, 'prod')));
  try {
    const found = [...new Set(checkov(folder.path).map(({ check }) => check))].sort();
    expect(found).toEqual([...waived].sort());
  } finally {
    folder.remove();
  }
}, 900_000);
