// The form that starts a session, made to be filled in with one thumb.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  comfortableNameLength,
  countUp,
  nameFromCommand,
  parseSessionName,
} from '../../server/protocol/names.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { parseSummary } from '../connection/guards.ts';
import { LinkNotice } from '../connection/link-notice.tsx';
import { BackLink } from '../look/back-link.tsx';
import { Field } from '../look/field.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { type Outlive, useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';
import { DirectoryField } from './directory-field.tsx';
import { type FormFailure, fieldOfFailure } from './form-failure.ts';
import { rememberDirectory } from './recent-directories.ts';

/** `again`: the id of the ended session whose command and folder to start with. */
export function NewPage({ again }: { again: string | null }) {
  const outlive = useOutlive();
  const command = useSignal('');
  const directory = useSignal('~');
  const typedName = useSignal<string | null>(null);
  const failure = useSignal<FormFailure | null>(null);
  const starting = useSignal(false);
  const name = typedName.value ?? suggestName(command.value, outlive.list.known.value.sessions);

  useEffect(() => {
    void outlive.list.load();
    void prefill(outlive, again, (ended) => {
      command.value = ended.command;
      directory.value = ended.cwd;
      typedName.value = suggestAgain(ended, outlive.list.known.value.sessions);
    });
  }, [outlive, again, command, directory, typedName]);

  async function start(submit: Event) {
    submit.preventDefault();
    starting.value = true;
    failure.value = null;
    const cwd = directory.value.trim() || '~';
    const body = { name: name.trim(), command: command.value.trim(), cwd };
    const started = await outlive.api.send(
      { method: 'POST', path: '/api/sessions', body },
      parseSummary,
    );
    starting.value = false;
    if (!started.ok) {
      failure.value = { field: fieldOfFailure(started.code), message: started.message };
      return;
    }
    rememberDirectory(cwd);
    outlive.list.upsert(started.value);
    outlive.router.go(sessionPath(started.value.name), { replace: true });
  }

  const failed = (field: FormFailure['field']) =>
    failure.value?.field === field ? failure.value.message : null;
  return (
    <main class="page">
      <header class="bar">
        <BackLink />
        <PageTitle title="New session · Outlive">New session</PageTitle>
      </header>
      <LinkNotice />
      <form class="form" onSubmit={start} noValidate>
        <div class="fields">
          <Field label="Command" failure={failed('command')} hint="Leave it empty for a shell.">
            {(field) => (
              <textarea
                {...field}
                {...plainTyping}
                class="input mono"
                rows={2}
                value={command}
                onInput={(e) => {
                  command.value = e.currentTarget.value;
                }}
              />
            )}
          </Field>
          <Field
            label="Name"
            failure={failed('name')}
            hint={nameHint(name, typedName.value === null)}
          >
            {(field) => (
              <input
                {...field}
                {...plainTyping}
                class="input mono"
                value={name}
                onInput={(e) => {
                  typedName.value = e.currentTarget.value;
                }}
              />
            )}
          </Field>
          <DirectoryField directory={directory} failure={failed('directory')} />
          {failed('form') && (
            <p class="failure" role="alert">
              {failed('form')}
            </p>
          )}
        </div>
        <div class="dock">
          <button class="button primary grow" type="submit" disabled={starting.value}>
            {starting.value ? 'Starting…' : 'Start'}
          </button>
        </div>
      </form>
    </main>
  );
}

function suggestName(command: string, sessions: readonly SessionSummary[]): string {
  return command.trim() === '' ? '' : countUp(nameFromCommand(command), namesInUse(sessions));
}

/** The name it had, without the number that made room for a later one. */
function suggestAgain({ name }: SessionSummary, sessions: readonly SessionSummary[]): string {
  const first = parseSessionName(name.replace(/\.\d+$/, '')) ?? name;
  return countUp(first, namesInUse(sessions));
}

function namesInUse(sessions: readonly SessionSummary[]): ReadonlySet<string> {
  return new Set(sessions.filter(({ state }) => state !== 'ended').map(({ name }) => name));
}

function nameHint(name: string, suggested: boolean): string {
  if (name.length > comfortableNameLength) {
    return `Names of up to ${comfortableNameLength} characters read better on a phone.`;
  }
  if (name === '') return 'Leave it empty to have one made from the command.';
  return suggested ? 'Suggested; change it as you like.' : 'Short names read better on a phone.';
}

async function prefill(
  { api }: Outlive,
  again: string | null,
  fill: (ended: SessionSummary) => void,
) {
  if (again === null) return;
  const found = await api.get(`/api/sessions/${encodeURIComponent(again)}`, parseSummary);
  if (found.ok) fill(found.value);
}
