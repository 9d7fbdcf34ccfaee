// AMD's GPUs, as rocm-smi tells of them: a JSON object of one object a card. What its keys are called
// differs between releases ("Card series", "Card Series"), so they are looked up by a pattern. Which
// process has how much of which card only the kernel tells: kfd/proc/PID/vram_GUID, in bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GpuState, type GpuUse, isIdle, type Looked } from './gpu-state.ts';
import { findProgram } from './programs.ts';
import { run } from './run.ts';

const args = ['--showproductname', '--showuse', '--showmeminfo', 'vram', '--json'];
const withinMs = 6000;
const kernelFolder = '/sys/class/kfd/kfd/proc';
const mib = 1024 * 1024;

/** Null when there is no rocm-smi, or it finds no card. */
export async function lookAtAmd(
  folders: readonly string[],
  kfd = kernelFolder,
): Promise<Looked | null> {
  const program = await findProgram('rocm-smi', [...folders, '/opt/rocm/bin']);
  if (program === null) return null;
  const { kind, stdout } = await run({ program, args, withinMs });
  if (kind === 'late') {
    const problem = 'rocm-smi does not answer: its driver may hang.';
    return { gpus: [], uses: [], problem, late: true };
  }
  const cards = parseCards(stdout);
  if (cards.length === 0) return null;
  const listed = namesIn(kfd);
  const uses = readUses(cards, kfd, listed ?? []);
  const gpus = cards.map(({ gpu }): GpuState => {
    const used = uses.some(({ index }) => index === gpu.index);
    return { ...gpu, idle: isIdle(gpu, listed === null ? null : used), slices: [] };
  });
  return { gpus, uses, problem: null, late: false };
}

interface Card {
  readonly gpu: Omit<GpuState, 'idle' | 'slices'>;
  /** The kernel's number for it. */
  readonly guid: string | null;
}

/** Each card of rocm-smi's JSON, and its fields by a pattern of their names. */
export function cardsOf(text: string): readonly {
  readonly index: number;
  readonly field: (name: RegExp) => string | null;
}[] {
  // Warnings may stand before it and behind it.
  const json = text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  return Object.entries(value as object).flatMap(([key, fields]) => {
    const [, index] = /^card(\d+)$/.exec(key) ?? [];
    if (index === undefined || typeof fields !== 'object' || fields === null) return [];
    const field = (pattern: RegExp): string | null => {
      const found = Object.entries(fields).find(([name]) => pattern.test(name))?.[1];
      return typeof found === 'string' && found !== 'N/A' ? found : null;
    };
    return [{ index: Number(index), field }];
  });
}

export function parseCards(text: string): Card[] {
  return cardsOf(text).map(({ index, field: get }) => {
    const total = bytes(get(/^VRAM Total Memory/i));
    const used = bytes(get(/^VRAM Total Used Memory/i));
    const use = Number.parseFloat(get(/^GPU use/i) ?? '');
    const gpu = {
      index,
      vendor: 'amd' as const,
      name: get(/^(Card series|Device Name)$/i) ?? get(/^Card model$/i) ?? 'AMD GPU',
      memoryMiB: total === null ? null : Math.round(total / mib),
      freeMiB: total === null || used === null ? null : Math.round((total - used) / mib),
      utilization: Number.isFinite(use) ? Math.round(use) : null,
    };
    return { gpu, guid: get(/^GUID$/) };
  });
}

function readUses(cards: readonly Card[], kfd: string, names: readonly string[]): GpuUse[] {
  return names
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      cards.flatMap(({ gpu, guid }) => {
        const used = guid === null ? 0 : (bytes(textOf(join(kfd, pid, `vram_${guid}`))) ?? 0);
        const memoryMiB = Math.round(used / mib);
        return memoryMiB > 0 ? [{ index: gpu.index, pid: Number(pid), memoryMiB }] : [];
      }),
    );
}

function bytes(text: string | null): number | null {
  const digits = (text ?? '').trim();
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** Null where the kernel does not let them be listed. */
function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
