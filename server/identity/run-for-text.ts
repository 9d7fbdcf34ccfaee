// Runs a program of the system and waits for its output. For macOS, which has no /proc.
import { systemPath } from './system-path.ts';

/** Its output in the C locale, empty when it failed (`ps` does when it found no process). */
export function runForText(program: string, args: readonly string[]): string {
  // Loading it would cost every command on Linux 3 ms.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    const env = { PATH: systemPath, LC_ALL: 'C' };
    return execFileSync(program, args, {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}
