// The exact script, before it runs. Of a sweep, each job's.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobRequest } from '../../server/protocol/job.ts';
import type { PreflightAnswer } from '../../server/protocol/job-page.ts';
import type { Outcome } from '../connection/api.ts';
import { Chip } from '../look/chip-group.tsx';
import { Sheet } from '../look/sheet.tsx';
import { shortPath } from '../look/short-path.ts';
import { parsePreflight } from '../machine/answers.ts';
import { useOutlive } from '../outlive.ts';
import '../look/script.css';

export function PreviewSheet({
  jobs,
  onClose,
}: {
  jobs: readonly JobRequest[];
  onClose: () => void;
}) {
  const { api } = useOutlive();
  const shown = useSignal(0);
  const answer = useSignal<Outcome<PreflightAnswer> | null>(null);
  const job = jobs[shown.value];
  useEffect(() => {
    let over = false;
    answer.value = null;
    const request = { method: 'POST', path: '/api/preflight', body: job ?? {} } as const;
    void api.send(request, parsePreflight).then((told) => {
      if (!over) answer.value = told;
    });
    return () => {
      over = true;
    };
  }, [api, job, answer]);
  return (
    <Sheet title="Preview" tall onClose={onClose}>
      {jobs.length > 1 && (
        <fieldset class="chips one-row" aria-label="Jobs">
          {jobs.map(({ name }, i) => (
            <Chip
              key={name}
              chosen={shown.value === i}
              onChoose={() => {
                shown.value = i;
              }}
            >
              {name}
            </Chip>
          ))}
        </fieldset>
      )}
      <div class="sheet-scroll" aria-busy={answer.value === null}>
        {answer.value !== null && <Answer answer={answer.value} />}
      </div>
      <button type="button" class="button" onClick={onClose}>
        Back to the form
      </button>
    </Sheet>
  );
}

function Answer({ answer }: { answer: Outcome<PreflightAnswer> }) {
  if (!answer.ok) {
    return (
      <p class="failure" role="alert">
        {answer.message}
      </p>
    );
  }
  const { script, problems, python, program, cwd } = answer.value;
  const version = python?.version ? ` (python ${python.version})` : '';
  return (
    <>
      {problems.map(({ field, kind, message, detail }) => (
        <div key={field + message} class={kind === 'error' ? 'failure' : 'warning'}>
          <p>{message}</p>
          {detail && <pre class="script">{detail}</pre>}
        </div>
      ))}
      <p class="hint">
        {program === null ? `In ${shortPath(cwd)}.` : `${program}${version}, in ${shortPath(cwd)}.`}
      </p>
      <pre class="script">{script ?? 'A login shell.'}</pre>
    </>
  );
}
