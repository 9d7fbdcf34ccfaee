// What a session's folder says of it: spec.json (what was asked for) and host.json (who holds it).
// Owns both formats as readers see them; refuses to judge what they mean.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BootedProcess,
  isPid,
  type ProcessIdentity,
  parseBootedProcess,
} from '../identity/process-identity.ts';
import { type JobRequest, parseJob } from '../protocol/job.ts';
import {
  parseSessionId,
  parseSessionName,
  type SessionId,
  type SessionName,
} from '../protocol/names.ts';
import { defaultSize, parseSize, type Size } from '../protocol/session.ts';
import { parsePlace, placeFile, type TmuxPlace } from '../tmux/place.ts';
import { parseTmuxSource, type TmuxSource } from '../tmux/source.ts';
import { errorCode } from './file-failure.ts';
import { readJson, writeJsonAtomically } from './json-file.ts';

/** Written once when the session is made; only the name changes later. */
export interface SessionSpec extends Size {
  readonly version: 1;
  readonly id: SessionId;
  readonly name: SessionName;
  /** As a person would type it; empty for a login shell. */
  readonly command: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The program's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** ISO time. */
  readonly created: string;
  /** Who starts the host: while it lives and there is no host yet, the session is starting. */
  readonly launcher: BootedProcess;
  /** What was asked for, to ask for the like again. Missing in those of the first versions. */
  readonly job?: JobRequest;
  /** The pane it was adopted from: its program is tmux's. */
  readonly tmux?: TmuxSource;
}

/** Who holds a session, written by the host itself. */
export interface HostRecord {
  readonly host: BootedProcess;
  readonly protocol: number;
  readonly programPid: number;
  /** Under the host's boot; null when it had ended before it could be asked for. */
  readonly program: ProcessIdentity | null;
}

/** What readers need of a spec. The environment is left out: it is the program's alone. */
type ForItselfAlone = 'env' | 'argv' | 'launcher' | 'version' | 'job' | 'tmux';
export type KnownSpec = Omit<SessionSpec, ForItselfAlone> & {
  readonly launcher: BootedProcess | null;
  readonly job: JobRequest | null;
  readonly tmux: TmuxSource | null;
};

const hostFile = 'host.json';

export function specPath(sessionDir: string): string {
  return join(sessionDir, 'spec.json');
}

/** The script it runs, if it was started as a job. */
export function scriptPath(sessionDir: string): string {
  return join(sessionDir, 'script');
}

/** Null when there is none, or it is not a session's. */
export function readSpec(sessionDir: string): KnownSpec | null {
  return parseSpec(readJson(specPath(sessionDir)));
}

/**
 * For a session whose spec cannot be read, and that has had a host: what can be said all the same. Its
 * id is a name too. Null for a pane of tmux, which is only to be ended by what the spec says of it.
 */
export function specWithoutFile(sessionDir: string, id: SessionId): KnownSpec | null {
  if (existsSync(join(sessionDir, placeFile))) return null;
  const name = parseSessionName(id);
  const made = statSync(join(sessionDir, hostFile), { throwIfNoEntry: false })?.mtime;
  if (name === null || made === undefined) return null;
  return {
    ...{ id, name, ...defaultSize, created: made.toISOString() },
    ...{ command: '(not known: its spec.json is damaged)', cwd: '/' },
    ...{ launcher: null, job: null, tmux: null },
  };
}

export function readHostRecord(sessionDir: string): HostRecord | null {
  return parseHostRecord(readJson(join(sessionDir, hostFile)));
}

/** Where in tmux an adopted session is; null before its host has said so. */
export function readPlace(sessionDir: string): TmuxPlace | null {
  return parsePlace(readJson(join(sessionDir, placeFile)));
}

/**
 * Puts another name in the spec and leaves the rest as it is, fields of later versions too. False
 * when the session was removed meanwhile.
 */
export async function writeName(sessionDir: string, name: SessionName): Promise<boolean> {
  const spec = readJson(specPath(sessionDir));
  if (parseSpec(spec) === null) return false;
  try {
    await writeJsonAtomically(specPath(sessionDir), { ...(spec as object), name });
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

export function parseSpec(value: unknown): KnownSpec | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const id = parseSessionId(fields.id);
  const name = parseSessionName(fields.name);
  const size = parseSize(fields.cols, fields.rows);
  const { command, cwd, created } = fields;
  if (id === null || name === null || size === null) return null;
  if (typeof command !== 'string' || typeof cwd !== 'string') return null;
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) return null;
  const job = parseJob(fields.job);
  return {
    id,
    name,
    command,
    cwd,
    created,
    ...size,
    launcher: parseBootedProcess(fields.launcher),
    job: job.ok ? job.value : null,
    tmux: parseTmuxSource(fields.tmux),
  };
}

export function parseHostRecord(value: unknown): HostRecord | null {
  const host = parseBootedProcess(value);
  if (host === null) return null;
  const { protocol, programPid, programStartTime } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(protocol) || !isPid(programPid)) return null;
  const known = typeof programStartTime === 'string' && programStartTime !== '';
  const program = known ? { pid: programPid, startTime: programStartTime } : null;
  return { host, protocol: protocol as number, programPid, program };
}
