// Somebody who uses tmux: a server of their own, perhaps with a real client at a terminal, and what
// both show. Beside it, sessions adopted from there, and what their logs show.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as nodePty from 'node-pty';
import { onTestFinished } from 'vitest';
import { openOutputReader } from '../../server/log/reader.ts';
import type { SessionSummary, Size } from '../../server/protocol/session.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { paintTerminal } from '../../server/screen/terminal/snapshot.ts';
import { adoptPane } from '../../server/sessions/adopt.ts';
import { connectHost } from '../../server/sessions/connect-host.ts';
import type { HostLink } from '../../server/sessions/link.ts';
import type { Pane } from '../../server/tmux/pane.ts';
import { listPanes, type TmuxServer } from '../../server/tmux/server.ts';
import { panesMeant } from '../../server/tmux/targets.ts';
import { testHostDirectory } from '../build.ts';
import { timelineOf } from '../log/logs.ts';
import { screenText } from '../screen/text-of-screen.ts';
import { type TestSessions, testSessions, until } from '../sessions/harness.ts';

const run = promisify(execFile);
const lineDrawing: Readonly<Record<string, string>> = { l: '┌', q: '─', k: '┐' };

export class TmuxUser {
  readonly socket: string;
  readonly sessions: TestSessions;
  readonly #folder = mkdtempSync('/tmp/ot-');

  private constructor(socket?: string, sessions?: TestSessions) {
    mkdirSync(join(this.#folder, `tmux-${process.getuid?.()}`), { mode: 0o700 });
    this.socket = socket ?? join(this.#folder, `tmux-${process.getuid?.()}`, 'default');
    this.sessions = sessions ?? testSessions();
    // Runs before the sessions are ended: none of them is to end a tmux session by then.
    onTestFinished(async () => {
      await this.tmux('kill-server').catch(() => {});
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** A server with the session `work` of 80x24 in it. */
  static async start(program = 'exec sh'): Promise<TmuxUser> {
    const user = TmuxUser.absent();
    await user.begin(program);
    return user;
  }

  /** No server runs yet. */
  static absent(): TmuxUser {
    return new TmuxUser();
  }

  /** What tells others which server is this user's usual one. */
  get environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, TMUX_TMPDIR: this.#folder };
  }

  async begin(program = 'exec sh'): Promise<void> {
    await this.tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'work', '-x80', '-y24', program);
  }

  /** Another server, which somebody else starts. */
  static join({ sessions }: TmuxUser, socket: string): TmuxUser {
    return new TmuxUser(socket, sessions);
  }

  get server(): TmuxServer {
    return { program: '/usr/bin/tmux', socket: ['-S', this.socket] };
  }

  async tmux(...words: string[]): Promise<string> {
    const env = {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      PS1: '$ ',
      TERM: 'xterm',
      SHELL: '/bin/sh',
    };
    const all = ['-u', '-S', this.socket, ...words];
    return (await run('tmux', all, { env, maxBuffer: 1 << 28 })).stdout;
  }

  /** A format's value: `window_width`. */
  async ask(format: string, target = 'work'): Promise<string> {
    return (await this.tmux('display-message', '-p', '-t', target, `#{${format}}`)).trim();
  }

  /** A real client, on a terminal of that size. */
  attach({ cols, rows }: Size): nodePty.IPty {
    const client = nodePty.spawn('tmux', ['-u', '-S', this.socket, 'attach', '-t', 'work'], {
      ...{ cols, rows, name: 'xterm-256color' },
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    });
    client.onData(() => {});
    onTestFinished(() => client.kill());
    return client;
  }

  async panes(): Promise<readonly Pane[]> {
    return listPanes(this.server);
  }

  async adopt(target = 'work'): Promise<AdoptedPane> {
    const [pane] = panesMeant(await this.panes(), [target], { every: false });
    if (pane === undefined) throw new Error(`no pane ${target}`);
    const request = { hostSource: testHostDirectory, program: '/usr/bin/tmux', pane };
    const { session } = await adoptPane(this.sessions.state, request);
    return new AdoptedPane(this, session, pane);
  }

  /** Resolves once a pane's screen fits. */
  async sees(pattern: RegExp, target = 'work'): Promise<void> {
    const look = () => this.tmux('capture-pane', '-p', '-t', target);
    await until(`tmux shows ${pattern}`, async () => pattern.test(await look()));
  }

  /** Types into a pane as its user does, not through Outlive. */
  async type(text: string, target = 'work'): Promise<void> {
    await this.tmux('send-keys', '-t', target, '-l', text);
    await this.tmux('send-keys', '-t', target, 'Enter');
  }
}

export class AdoptedPane {
  readonly user: TmuxUser;
  readonly session: SessionSummary;
  readonly pane: Pane;
  #seq = 0;

  constructor(user: TmuxUser, session: SessionSummary, pane: Pane) {
    this.user = user;
    this.session = session;
    this.pane = pane;
  }

  async entry() {
    const entry = await this.user.sessions.directory.read(this.session.id);
    if (entry === null) throw new Error('the session is gone');
    return entry;
  }

  async link(): Promise<HostLink> {
    const { dir } = await this.entry();
    const link = await connectHost(dir, { client: 'gateway', answers: true });
    onTestFinished(() => link.close());
    return link;
  }

  /** Types through the host. */
  async type(text: string): Promise<void> {
    const link = await this.link();
    const seq = ++this.#seq;
    for (;;) {
      if ((await link.input('test', seq, Buffer.from(text))) !== 'busy') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    link.close();
  }

  /** What an emulator shows that was fed with the log, resizes where they belong; and its size. */
  async screen(): Promise<{ text: string; size: string; cursor: string; log: Buffer }> {
    const { outputDir } = await this.entry();
    const reader = openOutputReader(outputDir);
    const parts: Buffer[] = [];
    const { to } = await reader.bounds();
    for (let at = 0; at < to; ) {
      const result = await reader.read(at, to - at);
      if (result.kind !== 'bytes') throw new Error(`the log has ${result.kind}`);
      parts.push(Buffer.from(result.bytes));
      at += result.bytes.length;
    }
    await reader.close();
    const log = Buffer.concat(parts);
    const entries = await timelineOf(outputDir);
    const sizes = entries.filter((entry) => entry.kind === 'size');
    const [first] = sizes;
    if (first === undefined) throw new Error('no size');
    const emulator = new Emulator(first.size);
    let at = 0;
    for (const { offset, size } of sizes.filter((entry) => entry.offset <= to)) {
      emulator.feed(log.subarray(at, offset));
      emulator.resize(size, () => {});
      at = offset;
    }
    emulator.feed(log.subarray(at));
    const { cols, rows, core } = emulator;
    const { x, y } = core._bufferService.buffers.active;
    // As a viewer gets it that attaches now: a line may keep cells that stand beside the screen.
    const emptied = new Emulator({ cols, rows, owner: '' });
    emptied.feed(Buffer.from(paintTerminal(emulator, 0)));
    const text = screenText(emptied);
    emptied.dispose();
    emulator.dispose();
    return { text, size: `${cols}x${rows}`, cursor: `${x},${y}`, log };
  }

  /** What tmux says that it shows. */
  async tmuxScreen(): Promise<{ text: string; size: string; cursor: string }> {
    const captured = await this.user.tmux('capture-pane', '-p', '-e', '-t', this.pane.id);
    const text = captured
      .replace(/\x1b\[[0-9;:]*m/g, '')
      .replace(/\x0e(.*?)\x0f/g, (_, drawn: string) =>
        [...drawn].map((letter) => lineDrawing[letter] ?? letter).join(''),
      );
    const rows = text.split('\n').map((row) => row.trimEnd());
    return {
      text: rows.join('\n').trimEnd(),
      size: await this.user.ask('pane_width}x#{pane_height', this.pane.id),
      cursor: await this.user.ask('cursor_x},#{cursor_y', this.pane.id),
    };
  }

  /** Resolves once both show the same and it holds `text`. */
  async shows(text: string): Promise<void> {
    let last: unknown;
    await until(`${text} is shown`, async () => {
      const [ours, theirs] = [await this.screen(), await this.tmuxScreen()];
      last = { ours: { ...ours, log: '' }, theirs };
      const same =
        ours.text === theirs.text && ours.size === theirs.size && ours.cursor === theirs.cursor;
      return same && ours.text.includes(text);
    }).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last, null, 1)}`);
    });
  }
}
