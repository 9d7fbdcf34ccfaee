// The environment the command runs in: those found near the folder and on the machine, and lines that
// are run first. Says which python that comes to.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { EnvironmentRequest } from '../../server/protocol/job.ts';
import type { FoundEnvironment } from '../../server/protocol/job-page.ts';
import type { Api } from '../connection/api.ts';
import { Chip, ChipGroup } from '../look/chip-group.tsx';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { shortPath } from '../look/short-path.ts';
import { parseEnvironments } from '../machine/answers.ts';
import { useOutlive } from '../outlive.ts';
import { CheckLines } from './check-lines.tsx';
import type { WordsOf } from './field-words.ts';
import type { JobForm } from './job-form.ts';
import type { Ahead } from './look-ahead.ts';
import { OthersEnvironments } from './others-environments.tsx';

/** More than fit on a phone are behind a chip of their own. */
const shownAtFirst = 6;
const calmMs = 300;

export function EnvironmentField({
  form,
  words,
  ahead,
}: {
  form: JobForm;
  words: WordsOf;
  ahead: Ahead & { readonly check: () => void };
}) {
  const { found: everything, problem } = useEnvironments(form.cwd.value);
  const found = everything.filter(({ foreign }) => foreign === null);
  const others = everything.filter(({ foreign }) => foreign !== null);
  const all = useSignal(false);
  const withLines = useSignal(false);
  const chosen = form.environment.value;
  const isChosen = (request: EnvironmentRequest) => same(request, chosen);
  const listed = everything.some(({ request }) => isChosen(request));
  const shown = all.value
    ? found
    : found.filter((one, i) => i < shownAtFirst || isChosen(one.request));
  const more = found.length - shown.length;
  const linesOpen = withLines.value || form.lines.value !== '';
  return (
    <>
      <ChipGroup
        label="Environment"
        {...words('environment')}
        roomForWords
        words={<PythonWords ahead={ahead} chosen={chosen !== null} otherwise={problem} />}
        after={
          <>
            <OthersEnvironments
              found={others}
              words={environmentWords}
              isChosen={({ request }) => isChosen(request)}
              onChoose={({ request }) => {
                form.environment.value = request;
              }}
            />
            <CheckLines ahead={ahead} />
          </>
        }
      >
        <Chip
          chosen={chosen === null}
          onChoose={() => {
            form.environment.value = null;
          }}
        >
          none
        </Chip>
        {chosen !== null && !listed && (
          <Chip chosen onChoose={() => undefined}>
            {requestWords(chosen)}
          </Chip>
        )}
        {shown.map((one) => (
          <Chip
            key={`${one.kind} ${one.path}`}
            chosen={isChosen(one.request)}
            note={isAlone(one, found) ? null : shortPath(one.path)}
            onChoose={() => {
              form.environment.value = one.request;
            }}
          >
            {environmentWords(one)}
          </Chip>
        ))}
        {more > 0 && (
          <button
            type="button"
            class="chip quiet"
            onClick={() => {
              all.value = true;
            }}
          >
            {more} more…
          </button>
        )}
        <button
          type="button"
          class="chip quiet"
          aria-expanded={linesOpen}
          onClick={() => {
            withLines.value = !linesOpen;
            if (linesOpen) form.lines.value = '';
          }}
        >
          {linesOpen ? 'no set-up lines' : 'set-up lines…'}
        </button>
      </ChipGroup>
      {linesOpen && (
        <Field label="Run first" hint="Shell lines, such as: module load cuda/12">
          {(field) => (
            <textarea
              {...field}
              {...plainTyping}
              class="input mono"
              rows={2}
              value={form.lines}
              onInput={(e) => {
                form.lines.value = e.currentTarget.value;
              }}
            />
          )}
        </Field>
      )}
    </>
  );
}

function PythonWords({
  ahead: { kind, answer },
  chosen,
  otherwise,
}: {
  ahead: Ahead;
  chosen: boolean;
  otherwise: string | null;
}): ComponentChildren {
  const python = answer?.python;
  if (!python && kind === 'asking' && chosen) return <>looking…</>;
  if (!python) return otherwise;
  const where = shortPath(python.path.replace(/\/bin\/python[\d.]*$/, ''));
  const version = python.version === null ? 'python' : `python ${python.version}`;
  return (
    <span class={chosen ? 'state run' : ''}>
      ✓ {version} at {where}
    </span>
  );
}

interface KnownEnvironments {
  readonly found: readonly FoundEnvironment[];
  readonly problem: string | null;
}

/** The machine's, for the next form: a folder's own are none of another's. */
const lastFound = new WeakMap<Api, KnownEnvironments>();

/** Those of the folder, asked for once it has been left alone for a moment. */
function useEnvironments(cwd: string): KnownEnvironments {
  const { api } = useOutlive();
  const known = useSignal(lastFound.get(api) ?? { found: [], problem: null });
  useEffect(() => {
    let over = false;
    const timer = setTimeout(async () => {
      const path = `/api/environments?folder=${encodeURIComponent(cwd.trim() || '~')}`;
      const answer = await api.get(path, parseEnvironments);
      if (over || !answer.ok) return;
      known.value = { found: answer.value.environments, problem: answer.value.problem };
      const { found, problem } = known.value;
      lastFound.set(api, { found: found.filter(({ near }) => !near), problem });
    }, calmMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api, cwd, known]);
  return known.value;
}

function environmentWords({ kind, name, path }: FoundEnvironment): string {
  if (kind === 'venv') return name;
  if (kind === 'conda') return `conda: ${name || shortPath(path)}`;
  return `${kind}: ${name}`;
}

/** No other one is called the same. */
function isAlone(one: FoundEnvironment, found: readonly FoundEnvironment[]): boolean {
  return found.every((other) => other === one || environmentWords(other) !== environmentWords(one));
}

function requestWords(request: EnvironmentRequest): string {
  const [[kind, where] = ['', '']] = Object.entries(request);
  const name = where.split('/').filter(Boolean).pop() ?? where;
  return kind === 'venv' ? name : `${kind}: ${name}`;
}

function same(a: EnvironmentRequest, b: EnvironmentRequest | null): boolean {
  return b !== null && JSON.stringify(a) === JSON.stringify(b);
}
