// Writes etc/*.api.md: one report of the public API for each sub-path of the package, from the declarations in build/.
//
//   node scripts/api-reports.mjs           the reports, anew
//   node scripts/api-reports.mjs --check   writes nothing, fails when the API is not the one in the reports
//
// The sub-paths are those of `exports` in package.json, so a new one cannot be without a report.
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const configFile = join(root, 'api-extractor.json');
const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const entries = Object.entries(exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path, { types }]) => ({ types, report: `${path.replace(/^\./, 'myelin').replaceAll('/', '-')}.api.md` }));

let failed = false;
for (const { types, report } of entries) {
  const configObject = ExtractorConfig.loadFile(configFile);
  configObject.mainEntryPointFilePath = join(root, types);
  configObject.apiReport.reportFileName = report;
  const extractorConfig = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: configFile,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const result = Extractor.invoke(extractorConfig, {
    localBuild: !check,
    messageCallback: (message) => {
      // Two notices of the tool about itself; the comparison below says what a reader needs.
      if (message.category === 'console') message.logLevel = 'none';
    },
  });
  if (result.errorCount > 0) failed = true;
  if (result.apiReportChanged) {
    console.log(check ? `etc/${report} is not the API of ${types}; run npm run api` : `etc/${report} written`);
    failed ||= check;
  }
}

for (const file of await readdir(join(root, 'etc'))) {
  if (!file.endsWith('.api.md') || entries.some(({ report }) => report === file)) continue;
  if (!check) await rm(join(root, 'etc', file));
  else {
    console.log(`etc/${file} is about no sub-path of package.json; run npm run api`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
