// Saves a log as a file on this device. The token travels in a header, so the answer is taken whole
// and handed to the browser as if it had come from a link.
import type { Api } from '../connection/api.ts';
import { saveFile } from '../look/save-file.ts';

export interface Download {
  readonly session: { readonly id: string; readonly name: string };
  /** raw: every byte as the program wrote it. plain: lines of text. */
  readonly form: 'plain' | 'raw';
  readonly api: Api;
}

/** Null once it is saved, else why not. */
export async function download({ session, form, api }: Download): Promise<string | null> {
  const query = form === 'raw' ? '?raw=1' : '';
  const answer = await api.file(`/api/sessions/${session.id}/log${query}`);
  if (!answer.ok) return answer.message;
  saveFile(answer.value, `${session.name}.${form === 'raw' ? 'raw.log' : 'log'}`);
  return null;
}
