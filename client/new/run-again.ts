// Fills the form with what another session was started with.
import { parseSummary } from '../connection/guards.ts';
import { parseJobAnswer } from '../machine/answers.ts';
import type { Outlive } from '../outlive.ts';
import type { JobForm } from './job-form.ts';
import { suggestAgain } from './suggested-name.ts';

/** `again`: a session's id, or null for an empty form. What was typed meanwhile stays. */
export async function prefill(
  { api, list }: Outlive,
  again: string | null,
  form: JobForm,
): Promise<void> {
  if (again === null) return;
  const path = `/api/sessions/${encodeURIComponent(again)}`;
  const untouched = () => form.command.value === '';
  const whole = await api.get(`${path}/job`, parseJobAnswer);
  if (whole.ok) {
    if (untouched()) form.fill({ ...whole.value.job, name: whole.value.nextName });
    return;
  }
  // Its command and its folder are better than nothing.
  const found = await api.get(path, parseSummary);
  if (!found.ok || !untouched()) return;
  const { command, cwd, name } = found.value;
  form.fill({ command, cwd, name: suggestAgain(name, list.known.value.sessions) });
}
