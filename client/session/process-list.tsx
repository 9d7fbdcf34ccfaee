// The processes inside a session: name, number, memory, GPU.
import type { SessionProcess } from '../../server/protocol/job-page.ts';
import { bytesInWords, sharesInWords } from './process-words.ts';
import './process-list.css';

export function ProcessList({ processes }: { processes: readonly SessionProcess[] }) {
  const bySize = [...processes].sort((a, b) => weight(b) - weight(a));
  return (
    <ul class="processes" aria-label="Processes">
      {bySize.map((one) => (
        <li key={one.pid}>
          <span class="process-name">{one.name}</span> <span class="process-pid">{one.pid}</span>{' '}
          <span class="process-held">
            {one.gpus.length > 0 && <b>{sharesInWords(one.gpus)} · </b>}
            {one.memoryBytes === null ? '?' : bytesInWords(one.memoryBytes)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What holds a GPU comes first. */
function weight({ gpus, memoryBytes }: SessionProcess): number {
  return gpus.length * 1e15 + (memoryBytes ?? 0);
}
