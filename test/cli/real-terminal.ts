// A real terminal emulator, tmux's, with a plain shell in which $O is our command line.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type Outlive, outlive } from './outlive.ts';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

export interface Terminal {
  type(...keys: string[]): void;
  screen(): string;
  /** Its scrollback and its screen, soft wraps joined. */
  history(): string[];
  /** Whether the cursor is shown, the mouse is told of, the alternate screen is on. */
  modes(): string;
  resize(cols: number, rows: number): void;
  /** As somebody closes a window: everything on it gets SIGHUP. */
  close(): void;
}

/** Of 80x24. */
export function terminal({ stateDir, env, program }: Outlive): Terminal {
  const socket = join(stateDir, `t${Math.random().toString(36).slice(2, 8)}`);
  const configuration = `${socket}.conf`;
  writeFileSync(configuration, 'set -g history-limit 100000\n');
  const tmux = (...words: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', configuration, ...words], {
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  const o = `O=${program.join(' ')}`;
  tmux('new-session', '-d', '-x', '80', '-y', '24', '-e', o, 'exec sh');
  onTestFinished(() => {
    spawnSync('tmux', ['-S', socket, 'kill-server']);
  });
  return {
    type: (...keys) => void tmux('send-keys', ...keys),
    screen: () => tmux('capture-pane', '-p').trimEnd(),
    history: () => tmux('capture-pane', '-pJ', '-S', '-').trimEnd().split('\n'),
    modes: () =>
      tmux(
        'display-message',
        '-p',
        'cursor #{cursor_flag}, mouse #{mouse_any_flag}, alternate #{alternate_on}',
      ).trimEnd(),
    close: () => void tmux('kill-server'),
    resize: (cols, rows) => void tmux('resize-window', '-x', String(cols), '-y', String(rows)),
  };
}

export async function summary(cli: Outlive, name: string): Promise<SessionSummary | undefined> {
  const all: SessionSummary[] = JSON.parse((await cli.run('ls', '--json')).stdout);
  return all.find((session) => session.name === name);
}

export function world(): Outlive {
  return outlive({ TMUX: undefined, TERM: 'xterm-256color', ENV: undefined });
}
