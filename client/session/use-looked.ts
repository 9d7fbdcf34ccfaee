// Notes that a person has seen how a session ended: its page was visible since.
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { useOutlive } from '../outlive.ts';

export function useLooked({ id, state }: SessionSummary): void {
  const { list } = useOutlive();
  useEffect(() => {
    if (state !== 'ended') return;
    const look = () => {
      if (document.visibilityState === 'visible') list.looked.add(id);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [id, state, list]);
}
