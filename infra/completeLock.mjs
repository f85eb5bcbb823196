// `node infra/completeLock.mjs`, after packages were added or updated.
//
// Some registries (mirrors, above all) do not serve every platform's build of a native package. npm then
// leaves those builds out of package-lock.json, and `npm ci` refuses that lock everywhere. This adds them.
import { readFileSync, writeFileSync } from 'node:fs';
import { say } from './support/fail.mjs';
import { inRoot } from './support/paths.mjs';
import { missingBuilds } from './support/platformBuilds.mjs';

const file = inRoot('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = missingBuilds(lock.packages);
const all = Object.entries({ ...lock.packages, ...added });
// npm's own order
lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
say(`${Object.keys(added).length} builds of other platforms added to package-lock.json`);
