// [PAGE39] `npm run test:engines`: the user's journey in WebKit and Firefox, and an alert in Firefox. (Chromium's are in
// `npm test`.)
// Names of engines as arguments run only those. Pictures of every step are left in
// test-results/engines.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requirePrograms } from '../machine.mjs';
import { withProduct } from '../product.ts';
import type { Engine } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { Hand } from './hand.ts';
import { journey } from './journey.ts';
import { pushInFirefox } from './push.ts';
import { startWebKit } from './webkit.ts';

const pictures = fileURLToPath(new URL('../../test-results/engines/', import.meta.url));

const engines = {
  webkit: {
    programs: { WebKitWebDriver: 'webkit2gtk-driver', Xvfb: 'xvfb' },
    start: startWebKit,
  },
  firefox: { programs: { 'firefox-esr': 'firefox-esr' }, start: () => startFirefox() },
} as const;

let failed = 0;
const wanted = process.argv.slice(2);
for (const [name, { programs, start }] of Object.entries(engines)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!requirePrograms(programs)) failed++;
  else {
    if (!(await travel(name, start))) failed++;
    if (name === 'firefox' && !(await pushInFirefox())) failed++;
  }
}
process.exitCode = failed > 0 ? 1 : 0;

/** True when every step went well. The first that does not ends the journey. */
async function travel(name: string, start: () => Promise<Engine>): Promise<boolean> {
  const engine = await start();
  console.log(`\n== ${engine.name}`);
  try {
    return await withProduct(async (product) => {
      await product.startGateway();
      for (const [number, step] of journey.entries()) {
        const begun = performance.now();
        const error = await step.run(new Hand(engine), engine, product).then(
          () => null,
          (reason: Error) => reason,
        );
        const picture = `${name}-${String(number + 1).padStart(2, '0')}-${step.name.replaceAll(' ', '-')}.png`;
        await new Hand(engine).settled().catch(() => {});
        mkdirSync(pictures, { recursive: true });
        writeFileSync(pictures + picture, await engine.screenshot());
        const tookMs = Math.round(performance.now() - begun);
        console.log(`${error === null ? 'ok  ' : 'FAIL'} ${step.name} (${tookMs} ms)`);
        if (error === null) continue;
        console.log(`     ${error.message}\n     see ${pictures}${picture}`);
        return false;
      }
      return true;
    });
  } finally {
    await engine.close();
  }
}
