/** Makes pkg/ complete before npm packs it: the licences, and the types once more for require(). */

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PKG = join(ROOT, 'pkg');

for (const name of ['ingam_bg.wasm', 'evidence_bg.wasm']) {
  if (!existsSync(join(PKG, 'wasm', name))) throw new Error(`there is no ${name} in pkg/wasm: npm run build`);
}
for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(ROOT, name), join(PKG, name));
// TypeScript takes the format of a module from the name of its declarations.
for (const name of ['index', 'form', 'ingam.wasm', 'evidence.wasm'])
  copyFileSync(join(PKG, `${name}.d.ts`), join(PKG, `${name}.d.cts`));
