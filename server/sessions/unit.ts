// The systemd unit that a process runs in, as a path of control groups: `/user.slice/...`. Source: cgroups(7).
import { readFileSync } from 'node:fs';

/** Null where there is no systemd, or no such process. */
export function unitOf(pid: number): string | null {
  try {
    return unitIn(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  } catch {
    return null;
  }
}

/** Of a text as /proc/PID/cgroup has it: systemd's own hierarchy, version 2 or 1. */
export function unitIn(cgroups: string): string | null {
  const [, two] = /^0::(.+)$/m.exec(cgroups) ?? [];
  const [, one] = /:name=systemd:(.+)$/m.exec(cgroups) ?? [];
  return [two, one].find((path) => path !== undefined && path !== '/') ?? null;
}
