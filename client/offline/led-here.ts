// Goes where a tap on a notification leads: the worker tells the page that is open already.
import { fieldsOf, isText } from '../connection/fields.ts';

export function followTaps(go: (path: string) => void): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const { kind, path } = fieldsOf(data);
    if (kind === 'go' && isText(path) && /^\/(?!\/)/.test(path)) go(path);
  });
}
