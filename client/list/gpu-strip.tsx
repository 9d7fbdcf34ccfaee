// The machine's GPUs above the list: how busy each is, and whose. Fetched after the list is there.
import { useEffect } from 'preact/hooks';
import type { Gpu } from '../../server/protocol/job-page.ts';
import { freeInWords, loadInWords } from '../machine/gpu-words.ts';
import { gpusOf } from '../machine/gpus.ts';
import { useOutlive } from '../outlive.ts';
import './gpu-strip.css';

export function GpuStrip() {
  const { api } = useOutlive();
  const gpus = gpusOf(api);
  useEffect(() => gpus.watch(), [gpus]);
  const { gpus: known, stale } = gpus.known.value;
  if (known.length === 0) return null;
  return (
    <ul class={known.length > 2 ? 'gpus many' : 'gpus'} aria-label="GPUs" aria-busy={stale}>
      {known.map((gpu) => (
        <li key={gpu.index} class="gpu" title={gpu.name}>
          <span class="gpu-words">
            <b>GPU {gpu.index}</b> {loadInWords(gpu)}
          </span>
          <span class="heard">, {freeInWords(gpu)}</span>
          <span class="gpu-bar" aria-hidden="true">
            <span style={{ width: `${shareOf(gpu)}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Memory is what runs out. */
function shareOf({ memoryMiB, freeMiB }: Gpu): number {
  if (!memoryMiB || freeMiB === null) return 0;
  return Math.round(Math.min(1, Math.max(0, 1 - freeMiB / memoryMiB)) * 100);
}
