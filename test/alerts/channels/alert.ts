// An alert for tests.
import type { Message } from '../../../server/alerts/channels/channel.ts';
import type { SessionId } from '../../../server/protocol/names.ts';

export function alertOf(changes: Partial<Message> = {}): Message {
  return {
    id: 'a1b2c3d4e5f60718',
    kind: 'failed',
    session: 'k3x9p2ab' as SessionId,
    name: 'gpt2-lr2',
    machine: 'gpu02',
    level: 'critical',
    title: 'gpt2-lr2 failed: out of memory',
    text: 'rank 3: torch.OutOfMemoryError: CUDA out of memory.',
    at: '2026-11-30T22:15:00.000Z',
    line: 1204,
    ...changes,
  };
}
