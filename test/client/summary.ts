// A session's summary with sensible fields, for tests of the page.
import { parseSessionId, parseSessionName } from '../../server/protocol/names.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';

type Changes = Partial<Omit<SessionSummary, 'id' | 'name'>> & { id?: string; name?: string };

export function summary({ id = 'abcd1234', name = 'train', ...changes }: Changes): SessionSummary {
  const parsedId = parseSessionId(id);
  const parsedName = parseSessionName(name);
  if (parsedId === null || parsedName === null) throw new Error(`no id or name: ${id} ${name}`);
  return {
    ...{ id: parsedId, name: parsedName, state: 'running', created: '2026-03-23T14:30:12.000Z' },
    ...{ command: 'python train.py', cwd: '/home/ada', pid: 42, exitCode: null, signal: null },
    ...{ reason: null, waitingFor: null, endedAt: null, lastLine: 'epoch 1', lastOutputAt: null },
    ...{ startedAt: null, lostTo: null, tookOver: null, gpus: null, lastLines: [] },
    ...{ cols: 100, rows: 30, machine: 'lab' },
    ...changes,
  };
}
