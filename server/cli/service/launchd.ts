// The gateway as a launchd agent of macOS. Sources: launchd.plist(5), launchctl(1).
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../protocol/failure.ts';
import {
  keptVariables,
  makeFolderOf,
  type Service,
  type ServiceParts,
  writePrivately,
} from './service.ts';

const label = 'dev.outlive.gateway';

export function launchdService({ env, home, argv, uid, run }: ServiceParts): Service {
  const file = join(home, 'Library/LaunchAgents', `${label}.plist`);
  const domain = `gui/${uid}`;
  return {
    file,
    async install() {
      makeFolderOf(file);
      await writePrivately(file, plistText({ argv, env }));
      await run('launchctl', ['bootout', `${domain}/${label}`]);
      const started = await run('launchctl', ['bootstrap', domain, file]);
      if (!started.ok)
        throw new Failure('bad-request', `launchd did not start it: ${started.said}`);
      return null;
    },
    async uninstall() {
      await run('launchctl', ['bootout', `${domain}/${label}`]);
      await rm(file, { force: true });
    },
    async status() {
      const { ok, said } = await run('launchctl', ['print', `${domain}/${label}`]);
      return ok ? (/^\s*state = (.+)$/m.exec(said)?.[1] ?? 'loaded') : 'not loaded';
    },
  };
}

/** AbandonProcessGroup: sessions are none of its business. */
export function plistText({ argv, env }: Pick<ServiceParts, 'argv' | 'env'>): string {
  const strings = argv.map((word) => `    <string>${escaped(word)}</string>`).join('\n');
  const entries = keptVariables(env).map(
    ([name, value]) => `    <key>${name}</key>\n    <string>${escaped(value)}</string>\n`,
  );
  const variables =
    entries.length === 0
      ? ''
      : `  <key>EnvironmentVariables</key>\n  <dict>\n${entries.join('')}  </dict>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
${variables}  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>AbandonProcessGroup</key>
  <true/>
</dict>
</plist>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
