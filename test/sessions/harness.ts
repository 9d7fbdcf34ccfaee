// A state directory of its own for a test, the sessions started in it, and the end of both. Other
// folders' tests use it too.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { openOutputReader } from '../../server/log/reader.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type LaunchRequest, launchSession } from '../../server/sessions/launch.ts';
import {
  SessionDirectory,
  type SessionEntry,
  summaryOf,
} from '../../server/sessions/session-directory.ts';
import { openStateDirectory, type StateDirectory } from '../../server/sessions/state-directory.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { testHostDirectory } from '../build.ts';

export interface TestSessions {
  readonly state: StateDirectory;
  readonly directory: SessionDirectory;
  /** Starts a session: with this process's environment and in the state directory, unless told. */
  launch(request?: Partial<LaunchRequest>): Promise<SessionSummary>;
  /** Ends every session and every process in it, and removes the folder. */
  end(): Promise<void>;
}

/** The path is short: a unix socket's may have 103 bytes. */
export function temporaryState(): StateDirectory {
  const root = mkdtempSync('/tmp/ol-');
  return openStateDirectory({ OUTLIVE_STATE_DIR: root });
}

export function openTestSessions(state = temporaryState()): TestSessions {
  const directory = new SessionDirectory(state);
  return {
    state,
    directory,
    launch: (request = {}) =>
      launchSession(state, {
        hostSource: testHostDirectory,
        command: 'sleep 300',
        cwd: state.root,
        env: { PATH: process.env.PATH ?? '', HOME: state.root, SHELL: '/bin/bash' },
        login: false,
        ...request,
      }),
    async end() {
      const entries = await directory.localEntries();
      await Promise.all(entries.map((entry) => endSession(state, entry)));
      await rm(state.root, { recursive: true, force: true });
    },
  };
}

/** The same, ended when the test that asked for it is. */
export function testSessions(): TestSessions {
  const sessions = openTestSessions();
  onTestFinished(() => sessions.end());
  return sessions;
}

/** Waits for a session, by name or id, to end. */
export async function endedSession(
  { directory }: TestSessions,
  nameOrId: string,
): Promise<SessionSummary> {
  return until(`${nameOrId} has ended`, async () => {
    const entry = await directory.find(nameOrId);
    return entry.state.kind === 'ended' && summaryOf(entry);
  });
}

/** All that a session has written, gaps left out. */
export async function outputOf({ directory }: TestSessions, nameOrId: string): Promise<string> {
  const { outputDir } = await directory.find(nameOrId);
  const reader = openOutputReader(outputDir);
  const parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const result = await reader.read(at, 1 << 20);
    if (result.kind === 'end') break;
    if (result.kind === 'bytes') parts.push(result.bytes);
    at = result.kind === 'bytes' ? at + result.bytes.length : result.to;
  }
  await reader.close();
  return Buffer.concat(parts).toString('utf8');
}

/** Resolves with the first value that is not null or false. Fails, with `what`, after a while. */
export async function until<T>(
  what: string,
  look: () => T | null | false | undefined | Promise<T | null | false | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function endSession(state: StateDirectory, entry: SessionEntry): Promise<void> {
  // One that has ended and left nothing behind refuses; a test may have removed its folder.
  await stopSession(state, entry, 'kill').catch(() => {});
}
