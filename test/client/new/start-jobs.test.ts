import { describe, expect, it } from 'vitest';
import type { Api, ApiRequest, Outcome } from '../../../client/connection/api.ts';
import { unreachable } from '../../../client/connection/refusal.ts';
import { type Launch, launchOf, startJobs } from '../../../client/new/start-jobs.ts';
import type { JobRequest } from '../../../server/protocol/job.ts';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import { summary } from '../summary.ts';

const jobs = ['exp01', 'exp02', 'exp03'].map((name): JobRequest => ({ name, command: 'train' }));

/** A gateway that starts what it is asked to, but for the requests that a network spoils. */
class Gateway {
  readonly sessions: SessionSummary[] = [summary({ id: 'zzzzzzzz', name: 'exp00' })];
  readonly asked: JobRequest[] = [];
  spoil: 'before' | 'after' | null = null;
  refuse: string | null = null;

  readonly api: Api = {
    file: async () => unreachable,
    get: async (_path, parse) => answered(parse(JSON.parse(JSON.stringify(this.sessions)))),
    send: async ({ body }: ApiRequest, parse) => {
      if (this.spoil === 'before') return unreachable;
      const job = body as JobRequest;
      this.asked.push(job);
      if (this.refuse === job.name) return { ok: false, code: 'bad-name', message: 'no' };
      const id = `abcd000${this.sessions.length}`;
      const made = summary({ id, name: job.name ?? 'x', command: String(job.command) });
      this.sessions.push(made);
      return this.spoil === 'after' ? unreachable : answered(parse(made));
    },
  };

  async start(launch: Launch) {
    let now = launch;
    const known = [...this.sessions];
    const told = (next: Launch) => {
      now = next;
    };
    const refusal = await startJobs(launch, { api: this.api, known: () => known, told });
    return { now, refusal };
  }
}

function answered<T>(value: T | null): Outcome<T> {
  if (value === null) throw new Error('the test answers nonsense');
  return { ok: true, value };
}

describe('starting', () => {
  it('[FORM24] a sweep in turn waits for the one before, however that ends', async () => {
    const gateway = new Gateway();
    const { now, refusal } = await gateway.start(launchOf(jobs, 'in-turn'));
    expect(refusal).toBeNull();
    expect(now.started.map(({ name }) => name)).toEqual(['exp01', 'exp02', 'exp03']);
    expect(gateway.asked.map(({ startWhen }) => startWhen)).toEqual([
      undefined,
      { after: 'abcd0001', anyway: true },
      { after: 'abcd0002', anyway: true },
    ]);
  });

  it('[FORM25] a sweep that is refused halfway goes on where it stood', async () => {
    const gateway = new Gateway();
    gateway.refuse = 'exp02';
    const broken = await gateway.start(launchOf(jobs, 'in-turn'));
    expect(broken.refusal?.code).toBe('bad-name');
    expect(broken.now.started).toHaveLength(1);
    gateway.refuse = null;
    const { now } = await gateway.start(broken.now);
    expect(now.started).toHaveLength(3);
    expect(gateway.sessions.map(({ name }) => name)).toEqual(['exp00', 'exp01', 'exp02', 'exp03']);
  });

  it.each(['before', 'after'] as const)(
    '[FORM26] a start whose answer was lost is not made twice: lost %s it began',
    async (spoil) => {
      const gateway = new Gateway();
      gateway.spoil = spoil;
      const lost = await gateway.start(launchOf(jobs.slice(0, 1), 'at-once'));
      expect(lost.refusal?.message).toContain('may have started');
      gateway.spoil = null;
      const { now, refusal } = await gateway.start(lost.now);
      expect(refusal).toBeNull();
      expect(now.started).toHaveLength(1);
      expect(gateway.sessions).toHaveLength(2);
    },
  );
});
