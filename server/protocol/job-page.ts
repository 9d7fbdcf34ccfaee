// What the gateway answers the form, the kill sheet and the cards about this machine and its jobs.
// Types only: each end parses what the other sends. The routes are in server/gateway/access/rights.ts.
import type { EnvironmentRequest, JobField, JobRequest } from './job.ts';
import type { SessionId, SessionName } from './names.ts';

/** A session as others name it. */
export interface SessionRef {
  readonly id: SessionId;
  readonly name: SessionName;
}

/** GET /api/gpus. No GPUs, or no program that tells of them: an empty list. */
export interface GpusAnswer {
  readonly gpus: readonly Gpu[];
  /** Why there is nothing to say though there may be GPUs: nvidia-smi hung, or its driver is broken. */
  readonly problem: string | null;
}

export interface Gpu {
  /** What nvidia-smi or rocm-smi calls it: goes into a job's `gpus`. */
  readonly index: number;
  readonly vendor: 'nvidia' | 'amd';
  readonly name: string;
  /** Null where its program cannot tell, as in many containers. */
  readonly memoryMiB: number | null;
  readonly freeMiB: number | null;
  /** 0 to 100; null where it is not told. */
  readonly utilization: number | null;
  /** Nothing computes on it; null where nothing that is told says so. */
  readonly idle: boolean | null;
  /** Sessions that have it: it was chosen for them, taken for them while free, or they compute on it. */
  readonly sessions: readonly SessionRef[];
  /** Somebody else's processes compute on it, or ours outside of sessions. */
  readonly others: boolean;
}

/** GET /api/environments?folder=PATH. Those of the folder and its parents first, then the machine's. */
export interface EnvironmentsAnswer {
  readonly environments: readonly FoundEnvironment[];
  /** Why the list may be incomplete: conda did not answer, a disk hangs. */
  readonly problem: string | null;
}

export interface FoundEnvironment {
  readonly kind: 'conda' | 'venv' | 'uv' | 'poetry';
  /** conda's name for it ("base", "torch"), or the folder's: ".venv", the project's. */
  readonly name: string;
  /** conda: its folder; venv: its folder; uv and poetry: the project's folder. */
  readonly path: string;
  /** Such as "3.11.5"; null where it does not say, or is not made yet (uv makes it at the start). */
  readonly python: string | null;
  /** Found in the folder or above it. */
  readonly near: boolean;
  /**
   * Null when it is the user's or the system's alone; else whose code runs with it, as words after its
   * name: "belongs to ada", "can be changed by other users".
   */
  readonly foreign: string | null;
  /** What to send as a job's `environment`. */
  readonly request: EnvironmentRequest;
}

/** GET /api/folders?path=PATH&hidden=1&after=NAME. Folders only, by name; `~` is the home folder. */
export interface FoldersAnswer {
  /** Absolute, links kept as they were written. */
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  readonly home: string;
  /** Of `path` itself. */
  readonly marks: readonly FolderMark[];
  readonly folders: readonly Folder[];
  /** How many there are in all, hidden ones counted only when they are asked for. */
  readonly total: number;
  readonly hiddenCount: number;
  /** Whether the folder holds more than is listed here. */
  readonly cut: boolean;
  /** Ask again with `after` this for the next ones; null: these were the last. */
  readonly next: string | null;
}

export type FolderMark = 'git' | 'train.py' | 'pyproject' | 'environment.yml';

export interface Folder {
  readonly name: string;
  readonly marks: readonly FolderMark[];
}

/**
 * POST /api/preflight, with a job as its body. Nothing is started and no text of the job is run; answers
 * within 2 s. With ?check=1 the lines that make the environment are run, and the answer may take a minute.
 */
export interface PreflightAnswer {
  /** In the order of the form. None: it can be started. */
  readonly problems: readonly Problem[];
  /** What it would be called. */
  readonly name: string;
  /** Absolute. */
  readonly cwd: string;
  /** Exactly what would run, but for the session's id in the path of a kept file; null: a login shell. */
  readonly script: string | null;
  /**
   * The lines that only running them would tell about: python and program are null for want of that.
   * Null when everything is known.
   */
  readonly unchecked: string | null;
  /** `which python` there; null when there is none, or nobody could look. */
  readonly python: { readonly path: string; readonly version: string | null } | null;
  /** The command's first word as the shell there finds it; null when it was not found, was not looked for or is not one word. */
  readonly program: string | null;
  readonly tookMs: number;
}

export interface Problem {
  readonly field: JobField;
  /** error: it cannot work as it is. warning: it may. */
  readonly kind: 'error' | 'warning';
  /** One sentence. */
  readonly message: string;
  /** What the environment's activation printed, at most 2,000 characters; null when there is none. */
  readonly detail: string | null;
}

/** GET /api/name?command=TEXT, or ?like=NAME: the next free one of its series (exp01 -> exp02). */
export interface NameAnswer {
  readonly name: string;
}

/** GET /api/sessions/:session/processes. After its end: those that outlived it. */
export interface ProcessesAnswer {
  readonly processes: readonly SessionProcess[];
}

export interface SessionProcess {
  readonly pid: number;
  readonly name: string;
  /** Its words, at most 200 characters; null where they cannot be read. */
  readonly command: string | null;
  readonly memoryBytes: number | null;
  readonly gpus: readonly GpuShare[];
}

export interface GpuShare {
  readonly index: number;
  /** Null where the system does not tell. */
  readonly memoryMiB: number | null;
}

/** POST /api/sessions/:session/stop {how}. */
export interface StopAnswer {
  readonly ended: readonly { readonly pid: number; readonly name: string }[];
  /** Still there; those of them with `gpus` hold GPU memory. */
  readonly survivors: readonly SessionProcess[];
  /** GPU memory that is still held though its process was just ended: the driver has not let go of it. */
  readonly stillHeld: readonly (GpuShare & { readonly pid: number })[];
}

/** GET /api/sessions/:session/job: what it was started with, for reading and for "Run again". */
export interface JobAnswer {
  /** Of any session: one from the command line has its command and folder here. */
  readonly job: JobRequest;
  /** The kept script; null when it was started without one. */
  readonly script: string | null;
  /** A name for the next one like it. */
  readonly nextName: string;
}

/** GET /api/recents: what was started from the page or the interface last, newest first. */
export interface RecentsAnswer {
  readonly jobs: readonly Recent[];
  /** Folders that exist, newest first. */
  readonly folders: readonly string[];
}

export interface Recent {
  readonly job: JobRequest;
  /** ISO time. */
  readonly startedAt: string;
}
