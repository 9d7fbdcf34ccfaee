// What the gateway says of folders, environments and a job before it runs, checked before the form
// believes it. Whole values, or null.

import { type PresetFile, parseJob, parsePresets } from '../../server/protocol/job.ts';
import type {
  EnvironmentsAnswer,
  Folder,
  FolderMark,
  FoldersAnswer,
  FoundEnvironment,
  JobAnswer,
  PreflightAnswer,
  Problem,
  Recent,
  RecentsAnswer,
} from '../../server/protocol/job-page.ts';
import {
  fieldsOf,
  isCount,
  isText,
  numberOrNull,
  oneOf,
  textOrNull,
} from '../connection/guards.ts';
import { jobFields } from './job-fields.ts';

export function parseFolders(value: unknown): FoldersAnswer | null {
  const { path, parent, home, marks, folders, total, hiddenCount, cut, next } = fieldsOf(value);
  if (!isText(path) || !isText(home) || !Array.isArray(folders) || !isCount(total)) return null;
  return {
    ...{ path, home, total },
    parent: textOrNull(parent),
    marks: parseMarks(marks),
    folders: folders.map(parseFolder).filter((folder) => folder !== null),
    hiddenCount: numberOrNull(hiddenCount) ?? 0,
    cut: cut === true,
    next: textOrNull(next),
  };
}

export function parseEnvironments(value: unknown): EnvironmentsAnswer | null {
  const { environments, problem } = fieldsOf(value);
  if (!Array.isArray(environments)) return null;
  return {
    environments: environments.map(parseEnvironment).filter((found) => found !== null),
    problem: textOrNull(problem),
  };
}

export function parsePreflight(value: unknown): PreflightAnswer | null {
  const { problems, name, cwd, script, unchecked, python, program, tookMs } = fieldsOf(value);
  if (!Array.isArray(problems) || !isText(cwd)) return null;
  const found = fieldsOf(python);
  return {
    problems: problems.map(parseProblem).filter((problem) => problem !== null),
    name: isText(name) ? name : '',
    cwd,
    script: textOrNull(script),
    unchecked: textOrNull(unchecked),
    python: isText(found.path) ? { path: found.path, version: textOrNull(found.version) } : null,
    program: textOrNull(program),
    tookMs: numberOrNull(tookMs) ?? 0,
  };
}

export function parseJobAnswer(value: unknown): JobAnswer | null {
  const { job, script, nextName } = fieldsOf(value);
  const parsed = parseJob(job);
  if (!parsed.ok || !isText(nextName)) return null;
  return { job: parsed.value, script: textOrNull(script), nextName };
}

export function parseRecents(value: unknown): RecentsAnswer | null {
  const { jobs, folders } = fieldsOf(value);
  if (!Array.isArray(jobs) || !Array.isArray(folders)) return null;
  return {
    jobs: jobs.map(parseRecent).filter((recent) => recent !== null),
    folders: folders.filter(isText),
  };
}

export function parsePresetFile(value: unknown): PresetFile | null {
  const parsed = parsePresets(value);
  return parsed.ok ? parsed.value : null;
}

function parseFolder(value: unknown): Folder | null {
  const { name, marks } = fieldsOf(value);
  return isText(name) ? { name, marks: parseMarks(marks) } : null;
}

const knownMarks: readonly FolderMark[] = ['git', 'train.py', 'pyproject', 'environment.yml'];

function parseMarks(value: unknown): readonly FolderMark[] {
  return Array.isArray(value) ? knownMarks.filter((mark) => value.includes(mark)) : [];
}

function parseEnvironment(value: unknown): FoundEnvironment | null {
  const { kind, name, path, python, near, foreign, request } = fieldsOf(value);
  const known = oneOf(kind, ['conda', 'venv', 'uv', 'poetry']);
  const parsed = parseJob({ environment: request });
  if (known === null || !isText(name) || !isText(path) || !parsed.ok) return null;
  const { environment } = parsed.value;
  if (environment === undefined) return null;
  return {
    ...{ kind: known, name, path, request: environment },
    python: textOrNull(python),
    near: near === true,
    foreign: textOrNull(foreign),
  };
}

function parseProblem(value: unknown): Problem | null {
  const { field, kind, message, detail } = fieldsOf(value);
  if (!isText(message)) return null;
  return {
    field: oneOf(field, jobFields) ?? 'form',
    kind: kind === 'warning' ? 'warning' : 'error',
    message,
    detail: textOrNull(detail),
  };
}

function parseRecent(value: unknown): Recent | null {
  const { job, startedAt } = fieldsOf(value);
  const parsed = parseJob(job);
  return parsed.ok && isText(startedAt) ? { job: parsed.value, startedAt } : null;
}
