// What a card says as time goes by: the time left grows older, silence is told of, by what processors
// and GPUs do.
import { expect, test } from 'vitest';
import { SessionCard } from '../../../server/gateway/watching/session-card.ts';
import type { Work } from '../../../server/machine/at-work.ts';
import { parseWatch } from '../../../server/protocol/watch.ts';
import type { GpuWork } from '../../../server/watch/gpu-history.ts';
import { reduce } from '../../../server/watch/reduce.ts';
import { emptyState } from '../../../server/watch/state.ts';
import { vitalsOf } from '../../../server/watch/vitals.ts';

const begun = 1_764_570_000_000;

/** A report every 10 s, `texts` of them. */
function cardOf(texts: readonly string[]) {
  const state = emptyState();
  texts.forEach((text, at) => {
    const time = begun + at * 10_000;
    reduce(state, [{ kind: 'row', text, offset: at * 100, line: at, time, place: at, up: 0 }]);
  });
  const card = new SessionCard(null);
  const last = begun + (texts.length - 1) * 10_000;
  card.tell(vitalsOf(state, ''), last);
  let ticks = 0;
  const busy = { cpuTicks: 0, waits: null, isShell: false } satisfies Work;
  return {
    /** So many seconds of silence, with so much of a processor's time used in each. */
    after(seconds: number, cpuPart: number, gpus: GpuWork = null) {
      for (let at = 10; at <= seconds; at += 10) {
        ticks += cpuPart * 1000;
        const now = last + at * 1000;
        if (card.isToBeLookedAt(now)) card.look({ ...busy, cpuTicks: ticks }, gpus, now);
      }
      const now = last + seconds * 1000;
      const summary = parseWatch(card.wire(false, now));
      return { summary, leftMs: (summary?.progress?.eta ?? now) - now };
    },
  };
}
const training = Array.from({ length: 50 }, (_, at) => `step ${at + 1}/100 loss 0.${99 - at}`);

test('[WATCH14] the time left grows older with silence, silence is told of, and a stall where nothing works', () => {
  const { leftMs, summary } = cardOf(training).after(0, 0);
  expect(leftMs / 1000).toBeGreaterThan(480);
  expect(leftMs / 1000).toBeLessThan(520);
  expect(summary?.quiet).toBeNull();
  const later = cardOf(training).after(100, 1);
  expect(later.leftMs).toBeGreaterThan(leftMs + 60_000);
  const busy = cardOf(training).after(600, 1).summary?.quiet;
  expect(busy).toEqual({ since: begun + 490_000, stalled: false });
  expect(cardOf(training).after(600, 0).summary?.quiet?.stalled).toBe(true);
});

test('[WATCH14] a server may be silent for as long as nobody asks it', () => {
  const served = Array.from({ length: 50 }, () => 'INFO: 127.0.0.1:5000 - "GET / HTTP/1.1" 200 OK');
  expect(cardOf(served).after(3600, 0).summary?.quiet ?? null).toBeNull();
});

test('[WATCH17] GPUs that hang are a stall though a processor waits for them busily; GPUs at work are none', () => {
  expect(cardOf(training).after(600, 1, 'hung').summary?.quiet?.stalled).toBe(true);
  expect(cardOf(training).after(600, 0, 'working').summary?.quiet?.stalled).toBe(false);
  expect(cardOf(training).after(600, 1, 'idle').summary?.quiet?.stalled).toBe(false);
});
