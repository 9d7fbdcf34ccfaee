// The user's own tmux: whether its sessions appear in the list by themselves, and its panes, each
// with the way to it, or to have it shown.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TmuxAnswer, TmuxPaneShown } from '../../server/protocol/tmux-page.ts';
import { anything, type Outcome } from '../connection/api.ts';
import { inBase } from '../connection/base.ts';
import { Switch } from '../look/switch.tsx';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';
import { parseTmux } from './tmux-answer.ts';

export function TmuxSessions() {
  const { api } = useOutlive();
  const known = useSignal<TmuxAnswer | null>(null);
  const failure = useSignal<string | null>(null);
  const adopting = useSignal<string | null>(null);

  function take(answer: Outcome<TmuxAnswer>) {
    failure.value = answer.ok ? null : answer.message;
    if (answer.ok) known.value = answer.value;
  }
  useEffect(() => {
    void api.get('/api/tmux', parseTmux).then(take);
  }, [api]);

  async function show(shown: boolean) {
    if (known.value) known.value = { ...known.value, shown };
    take(await api.send({ method: 'PUT', path: '/api/tmux', body: { shown } }, parseTmux));
  }

  async function adopt({ id }: TmuxPaneShown) {
    adopting.value = id;
    const request = { method: 'POST', path: '/api/tmux/panes', body: { pane: id } } as const;
    const made = await api.send(request, anything);
    adopting.value = null;
    if (made.ok) take(await api.get('/api/tmux', parseTmux));
    else failure.value = made.message;
  }

  return (
    <>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <Switch
        label="Show my tmux sessions"
        on={known.value?.shown ?? false}
        onChange={(on) => void show(on)}
      />
      <p class="hint">
        They stay in tmux, at the size they have there. What is typed here is typed there.
      </p>
      {known.value?.problem && <p class="hint tmux-problem">{known.value.problem}</p>}
      <ul class="devices" aria-label="Panes of tmux">
        {known.value?.panes.map((pane) => (
          <li key={pane.id} class="device">
            <div class="device-words">
              <p class="device-name" id={`pane-${pane.id}`}>
                {pane.target}
              </p>
              <p class="hint">{pane.command}</p>
            </div>
            {pane.session === null ? (
              <button
                type="button"
                class="button slim"
                aria-describedby={`pane-${pane.id}`}
                disabled={adopting.value !== null}
                onClick={() => void adopt(pane)}
              >
                {adopting.value === pane.id ? 'Adding…' : 'Show'}
              </button>
            ) : (
              <a
                class="button slim"
                href={inBase(sessionPath(pane.session))}
                aria-label={`Open ${pane.session}`}
              >
                Open
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
