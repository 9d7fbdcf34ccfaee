// What processes cost: memory, and memory on GPUs. Refuses to know whose they are.
import { readFileSync } from 'node:fs';
import type { GpuShare, SessionProcess } from '../protocol/job-page.ts';
import type { NamedProcess } from '../sessions/stop.ts';
import type { GpuUse } from './gpu-state.ts';
import { run } from './run.ts';

const mostCharacters = 200;

/** Those that have most come first. */
export async function describeProcesses(
  processes: readonly NamedProcess[],
  uses: readonly GpuUse[],
): Promise<SessionProcess[]> {
  const costs = await costsOf(processes.map(({ pid }) => pid));
  const described = processes.map(({ pid, name }): SessionProcess => {
    const { command = null, memoryBytes = null } = costs.get(pid) ?? {};
    return { pid, name, command, memoryBytes, gpus: sharesOf(pid, uses) };
  });
  return described.sort((one, other) => (other.memoryBytes ?? 0) - (one.memoryBytes ?? 0));
}

export function sharesOf(pid: number, uses: readonly GpuUse[]): GpuShare[] {
  return uses
    .filter((use) => use.pid === pid)
    .map(({ index, memoryMiB }) => ({ index, memoryMiB }));
}

interface Cost {
  readonly command: string | null;
  readonly memoryBytes: number | null;
}

async function costsOf(pids: readonly number[]): Promise<Map<number, Cost>> {
  if (process.platform === 'darwin') return costsByPs(pids);
  return new Map(pids.map((pid) => [pid, costOf(pid)]));
}

function costOf(pid: number): Cost {
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  const command = textOf(`/proc/${pid}/cmdline`).replace(/\0+$/, '').replaceAll('\0', ' ');
  return {
    command: readable(command),
    memoryBytes: resident === undefined ? null : Number(resident) * 1024,
  };
}

async function costsByPs(pids: readonly number[]): Promise<Map<number, Cost>> {
  if (pids.length === 0) return new Map();
  const args = ['-ww', '-o', 'pid=,rss=,command=', '-p', pids.join(',')];
  const { stdout } = await run({ program: '/bin/ps', args, withinMs: 2000 });
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [, pid, kib, command = ''] = /^\s*(\d+)\s+(\d+|-)\s+(.*)$/.exec(line) ?? [];
      if (pid === undefined) return [];
      return [[Number(pid), { command: readable(command), memoryBytes: bytesOf(kib) }] as const];
    }),
  );
}

/** `kib`: a dash where ps may not look. */
function bytesOf(kib = ''): number | null {
  return /^\d+$/.test(kib) ? Number(kib) * 1024 : null;
}

/** On one line, nothing in it that drives a terminal. */
function readable(command: string): string | null {
  const text = command.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return text === '' ? null : text.slice(0, mostCharacters);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
