// What sessions' output says of their runs, over HTTP: with each session in words for scripts or short
// for the page, and all that curves are drawn from.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Response } from 'express';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import type { SessionSummary } from '../../protocol/session.ts';
import { parseWatch, watchFields } from '../../protocol/watch.ts';
import { type ReportGpu, reportToWire, type WatchReport } from '../../protocol/watch-report.ts';
import type { ReportRequest } from '../../screen/watching/report.ts';
import type { SessionEntry } from '../../sessions/session-directory.ts';
import type { Board } from '../board/board.ts';
import { findSession } from './find-session.ts';
import type { Call, Reply, Routes } from './routes.ts';

export type WatchRoutes = Pick<
  Routes,
  'GET /api/sessions/:session/watch' | 'GET /api/sessions/:session/metrics'
>;

export interface WatchParts {
  readonly board: Board;
  readonly watch: (
    id: string,
    request: ReportRequest,
    patienceMs: number,
  ) => Promise<Omit<WatchReport, 'gpus'>>;
  /** Those that are newer than `since` (ms since 1970), all where that is null. */
  readonly gpus: (entry: SessionEntry, since: number | null) => ReportGpu[];
}

const [usualPoints, maxPoints] = [500, 2000];
const patienceMs = 2000;
/** In `next`, between what is read and when the newest sample of the GPUs was taken. */
const besides = '~';
const compressed = promisify(gzip);
const shortQuery = z.object({ watch: z.literal('short').optional() });
const points = z
  .string()
  .regex(/^\d{1,4}$/, 'must be a whole number, at most 2000')
  .transform((text) => Math.min(maxPoints, Number(text)))
  .optional();
const reportQuery = z.object({
  points,
  since: z.string().max(60).optional(),
  names: z.string().max(8000).optional(),
});

/** As it was asked for: names for scripts, or what the page reads. */
export function withWatch(summary: SessionSummary, query: unknown): object {
  if (shortQuery.parse(query).watch === 'short') return summary;
  const { watch, ...rest } = summary;
  return { ...rest, ...watchFields(parseWatch(watch)) };
}

export function watchRoutes({ board, watch, gpus }: WatchParts): WatchRoutes {
  async function reportFor(call: Call, query: z.infer<typeof reportQuery>) {
    const entry = await findSession(board, call);
    const session = board.get(entry.id);
    if (session === null) throw new Failure('other-machine', entry.machine);
    const names = query.names === undefined ? null : query.names.split(',').map(decoded);
    const [since = null, sampledTo] = query.since?.split(besides, 2) ?? [];
    const request = { points: query.points ?? usualPoints, since, names };
    try {
      await session.readingLog();
      const report = await watch(entry.id, request, patienceMs);
      return { entry, report, sampledTo: report.whole ? null : Number(sampledTo) || null };
    } finally {
      session.leftLog();
    }
  }

  return {
    'GET /api/sessions/:session/watch': async (call) => {
      const { entry, report, sampledTo } = await reportFor(call, reportQuery.parse(call.query));
      const sampled = gpus(entry, sampledTo);
      const newest = sampled.reduce(
        (time, { samples }) => Math.max(time, samples.at(-1)?.time ?? 0),
        sampledTo ?? 0,
      );
      const next = `${report.next}${besides}${newest}`;
      return sentCompressed(call, reportToWire({ ...report, next, gpus: sampled }));
    },

    'GET /api/sessions/:session/metrics': async (call) => {
      const query = reportQuery.omit({ since: true }).parse(call.query);
      const { report } = await reportFor(call, query);
      return sentCompressed(call, { metrics: metricsOf(report.series) });
    },
  };
}

/** As scripts read them: [step, value, ISO time, line] a point. */
export function metricsOf(series: WatchReport['series']): object {
  return Object.fromEntries(
    series.map(({ name, unit, better, points: found }) => [
      name,
      {
        unit,
        better,
        points: found.map(({ step, value, time, line }) => {
          return [step, value, time === null ? null : new Date(time).toISOString(), line];
        }),
      },
    ]),
  );
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function sentCompressed({ request }: Call, body: object): Promise<Reply> {
  if (!/\bgzip\b/.test(request.get('accept-encoding') ?? '')) return { status: 200, json: body };
  const bytes = await compressed(JSON.stringify(body));
  const send = async (response: Response) => {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
    response.end(bytes);
  };
  return { status: 200, type: 'application/json; charset=utf-8', send };
}
