// Saves a log as a file on this device. The token travels in a header, so the answer is taken whole
// and handed to the browser as if it had come from a link.
import { failureOf } from '../connection/api.ts';
import { inBase } from '../connection/base.ts';
import { saveFile } from '../look/save-file.ts';

export interface Download {
  readonly session: { readonly id: string; readonly name: string };
  /** raw: every byte as the program wrote it. plain: lines of text. */
  readonly form: 'plain' | 'raw';
  readonly token: string | null;
}

/** Null once it is saved, else why not. */
export async function download({ session, form, token }: Download): Promise<string | null> {
  const query = form === 'raw' ? '?raw=1' : '';
  const headers: Record<string, string> =
    token === null ? {} : { Authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(inBase(`/api/sessions/${session.id}/log${query}`), { headers });
    if (!answer.ok) return failureOf(await answer.json().catch(() => null), answer.status).message;
    saveFile(await answer.blob(), `${session.name}.${form === 'raw' ? 'raw.log' : 'log'}`);
    return null;
  } catch {
    return 'The log could not be fetched. Check the network, then try again.';
  }
}
