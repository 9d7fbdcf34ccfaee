// An alert as programs get it: a webhook without a template, and the command hook.
import type { Alert } from '../../protocol/alerts.ts';

export type Linked = Alert & {
  /** The address of its page. */
  readonly url: string;
};

export function alertJson(alert: Linked, { withText }: { withText: boolean }) {
  const { id, kind, session, name, machine, level, title, text, url, at } = alert;
  return {
    ...{ id, kind, session, name, machine, level, title },
    ...(withText && { text }),
    ...{ url, at },
  };
}
