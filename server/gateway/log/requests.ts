// What a page may say about logs: how each event is read.
import * as z from 'zod';
import type { LogToGateway } from '../../protocol/log-page.ts';

const count = z.number().int().nonnegative();
/** Terminals have at most 1,000 columns, but a page may be wider. */
const width = z.number().int().min(0).max(10_000);
const view = count;

export const logRequests = {
  'log:open': z.object({ session: z.string().max(32), width }),
  'log:rows': z.object({
    ...{ view, width, rows: z.number().int().min(1) },
    from: z.union([z.object({ row: count }), z.object({ line: count })]),
  }),
  'log:width': z.object({ view, width }),
  'log:pause': z.object({ view, paused: z.boolean() }),
  'log:since': z.object({ view, line: count }),
  'log:moved': z.object({ view, epoch: count, line: count }),
  'log:search': z.object({
    view,
    query: z.object({
      kind: z.enum(['text', 'regex', 'errors', 'warnings']),
      text: z.string().max(1000),
    }),
    from: count.default(0),
    around: count.optional(),
  }),
  'log:stop-search': z.object({ search: count }),
  'log:close': z.object({ view }),
} as const satisfies Record<keyof LogToGateway, z.ZodType>;
