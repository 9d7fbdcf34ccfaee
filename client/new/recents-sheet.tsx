// What was started lately, to start it again or something like it.
import type { JobRequest } from '../../server/protocol/job.ts';
import { Sheet } from '../look/sheet.tsx';
import { jobWords } from '../presets/job-words.ts';
import { commandText } from './command-text.ts';
import './job-list.css';

export function RecentsSheet({
  jobs,
  onChoose,
  onClose,
}: {
  jobs: readonly JobRequest[];
  onChoose: (job: JobRequest) => void;
  onClose: () => void;
}) {
  return (
    <Sheet title="Recent" onClose={onClose}>
      <ul class="job-list">
        {jobs.map((job) => (
          <li key={commandText(job.command)}>
            <button
              type="button"
              class="job"
              onClick={() => {
                // A name of its own is made for it.
                const { name: _, ...rest } = job;
                onChoose(rest);
                onClose();
              }}
            >
              <span class="job-command">{commandText(job.command)}</span>
              <small>{jobWords(job)}</small>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
