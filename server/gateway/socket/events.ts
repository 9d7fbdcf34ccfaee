// What a page may say: how each event is read, and what is done. Every event asks the table of
// rights first; nothing that wants an answer is left without one.
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Failure } from '../../protocol/failure.ts';
import { maxInputBytes } from '../../protocol/host.ts';
import { parseSize } from '../../protocol/session.ts';
import { fromWire } from '../../protocol/wire-bytes.ts';
import { eventRights, permits } from '../access/rights.ts';
import { errorBody } from '../http/errors.ts';
import { logRequests } from '../log/requests.ts';
import type { FromPage, Page, PageSocket } from './page.ts';

type EventName = keyof FromPage;

/** The echo goes first: an answer in front of it costs both ends a wake-up that typing can feel. */
const echoFirstMs = 3;

/** What an event is answered with, and what is done once the answer is on its way. */
interface Outcome {
  readonly answer?: object;
  readonly after?: () => void;
}

interface PageEvent {
  /** Parses the request and acts on it. Throws what `errorBody` can word. */
  run(page: Page, request: unknown): Outcome | Promise<Outcome>;
}

/** Those that cost reading or waiting; an echo never waits behind them. */
const inTurn: ReadonlySet<string> = new Set<EventName>([
  ...(['list:watch', 'attach', 'log:open', 'log:rows', 'log:width', 'log:search'] as const),
]);

const session = z.string().max(32);
const count = z.number().int().nonnegative();

function event<T>(
  schema: z.ZodType<T>,
  act: (page: Page, request: T) => Outcome | Promise<Outcome> | undefined,
): PageEvent {
  return { run: (page, request) => act(page, schema.parse(request)) ?? {} };
}

const nothing = z.unknown();

export const pageEvents: Readonly<Record<EventName, PageEvent>> = {
  'list:watch': event(nothing, async (page) => {
    const sessions = await page.watch();
    return { answer: { sessions, machine: page.machine } };
  }),

  'list:unwatch': event(nothing, (page) => void page.unwatch()),

  'list:pause': event(
    z.object({ paused: z.boolean() }),
    (page, { paused }) => void page.pauseList(paused),
  ),

  attach: event(z.object({ session, cursor: count.nullable() }), async (page, request) => {
    const { start, begin } = await page.attach(request.session, request.cursor);
    return { answer: { start }, after: begin };
  }),

  detach: event(z.object({ viewer: count }), (page, { viewer }) => void page.detach(viewer)),

  painted: event(
    z.object({ viewer: count, offset: count }),
    (page, { viewer, offset }) => void page.painted(viewer, offset),
  ),

  input: event(
    z.object({
      session,
      source: z.string().regex(/^[\w.:-]{1,100}$/, 'a source has 1 to 100 letters, digits or .:_-'),
      seq: z.number().int().positive(),
      bytes: z.unknown().transform(fromWire).pipe(z.instanceof(Uint8Array)),
    }),
    async (page, request) => {
      const { source, seq, bytes } = request;
      if (bytes.length > maxInputBytes) throw new Failure('too-large', '64 KiB at once');
      // Two devices that happen to choose the same source are two sources all the same.
      const owned = `${page.device.id}:${source}`;
      const status = await page.session(request.session).input(owned, seq, bytes);
      await delay(echoFirstMs);
      return { answer: { status } };
    },
  ),

  resize: event(
    z.object({ session, cols: z.number(), rows: z.number() }),
    async (page, request) => {
      const size = parseSize(request.cols, request.rows);
      if (size === null) throw new Failure('bad-size');
      await page.session(request.session).resize({ ...size, owner: page.device.name });
      return {};
    },
  ),

  verify: event(nothing, () => undefined),

  'alerts:looking': event(
    z.object({ session: session.nullable() }),
    (page, request) => void page.looksAt(request.session),
  ),

  'alerts:shown': event(
    z.object({ id: z.string().max(64) }),
    (page, { id }) => void page.showed(id),
  ),

  'log:open': event(logRequests['log:open'], async (page, request) => {
    return { answer: await page.logs.open(page.session(request.session), request.width) };
  }),

  'log:rows': event(logRequests['log:rows'], async (page, { view, from, rows, width }) => {
    return { answer: await page.logs.look(view).rows(from, rows, width) };
  }),

  'log:width': event(logRequests['log:width'], async (page, { view, width }) => {
    return { answer: { tail: await page.logs.look(view).look(width) } };
  }),

  'log:pause': event(
    logRequests['log:pause'],
    (page, { view, paused }) => void page.logs.look(view).pause(paused),
  ),

  'log:since': event(
    logRequests['log:since'],
    (page, { view, line }) => void page.logs.look(view).since(line),
  ),

  'log:moved': event(logRequests['log:moved'], async (page, { view, epoch, line }) => {
    return { answer: { moved: await page.logs.look(view).moved(epoch, line) } };
  }),
  'log:search': event(logRequests['log:search'], (page, { view, query, from, around }) => {
    return { answer: { search: page.logs.search(view, query, { from, around }) } };
  }),

  'log:stop-search': event(
    logRequests['log:stop-search'],
    (page, { search }) => void page.logs.stopSearch(search),
  ),

  'log:close': event(logRequests['log:close'], (page, { view }) => void page.logs.close(view)),
};

/** `isPaired`: whether the device is still let in; asked at every event. */
export function listen(
  socket: PageSocket,
  page: Page,
  { isPaired, bug }: { isPaired: (id: string) => boolean; bug: (error: unknown) => void },
): void {
  for (const [name, { run }] of Object.entries(pageEvents)) {
    socket.on(name as EventName, async (...said: unknown[]) => {
      const last = said.at(-1);
      const answer = typeof last === 'function' ? (last as (body: object) => void) : () => {};
      try {
        if (!isPaired(page.device.id)) throw new Failure('not-paired');
        const request = typeof said[0] === 'function' ? undefined : said[0];
        const need = eventRights[name as EventName];
        if (!permits(page.device, need, named(request))) throw new Failure('not-allowed');
        const act = () => run(page, request);
        const outcome = await (inTurn.has(name) ? page.inFlight.take(act) : act());
        answer({ ok: true, ...outcome.answer });
        outcome.after?.();
      } catch (error) {
        answer({ ok: false, ...errorBody(error, bug) });
      }
    });
  }
  socket.onAny((name: string, ...said: unknown[]) => {
    const answer = said.at(-1);
    if (Object.hasOwn(pageEvents, name) || typeof answer !== 'function') return;
    const failure = new Failure('bad-request', `There is no event "${name.slice(0, 50)}".`);
    answer({ ok: false, ...errorBody(failure, bug) });
  });
}

/** The id of the session that a request names, null when it names none. */
function named(request: unknown): string | null {
  const id = (request as { session?: unknown } | null | undefined)?.session;
  return typeof id === 'string' ? id : null;
}
