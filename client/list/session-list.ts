// The sessions as this page knows them: the last known ones at once, the gateway's over HTTP, and
// live from then on while somebody watches.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { Api } from '../connection/api.ts';
import { changesIn, fieldsOf, isText, parseSummaries, parseSummary } from '../connection/guards.ts';
import type { Link } from '../connection/link.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';
import { createLooked, type Looked } from './looked.ts';

export interface KnownSessions {
  readonly sessions: readonly SessionSummary[];
  /** The machine's name, when it is known. */
  readonly machine: string | null;
  /** When the gateway last said so, in ms since 1970; null while nothing is known. */
  readonly asOf: number | null;
  /** cache: from an earlier visit; gateway: from this one. */
  readonly source: 'nowhere' | 'cache' | 'gateway';
}

export interface SessionList {
  readonly known: ReadonlySignal<KnownSessions>;
  load(): Promise<void>;
  /** Keeps the list live until the returned function is called. */
  watch(): () => void;
  /** What of it this device has looked at. */
  readonly looked: Looked;
  /** Ids of those that are to be compared; null while none are being chosen. */
  readonly selected: Signal<ReadonlySet<string> | null>;
  upsert(session: SessionSummary): void;
  drop(id: string): void;
}

/** A chatty list is written to the device's storage no more often than this. */
const storeMs = 2000;

export function createSessionList({ api, link }: { api: Api; link: Link }): SessionList {
  const known = signal(cachedSessions());
  const store = sparingly(storeMs, () => {
    const { sessions, machine, asOf } = known.value;
    writeStored(storedKeys.sessions, { sessions, machine, asOf });
  });
  const replace = (sessions: readonly SessionSummary[], machine: string | null) => {
    known.value = { sessions, machine, asOf: Date.now(), source: 'gateway' };
    store();
  };
  /** A change to one session makes the others no newer. */
  const amend = (sessions: readonly SessionSummary[]) => {
    known.value = { ...known.value, sessions };
    store();
  };
  const others = (id: string) => known.value.sessions.filter((session) => session.id !== id);
  const upsert = (session: SessionSummary) => {
    // One session is no list.
    if (known.value.source === 'nowhere') return;
    // Names are unique: another one that seems to bear it has been renamed meanwhile.
    const rest = others(session.id).filter(({ name }) => name !== session.name);
    amend([...rest, session]);
  };
  const drop = (id: string) => amend(others(id));

  async function watchLive() {
    const live = await link.ask('list:watch', null, (answer) => {
      const { sessions, machine } = fieldsOf(answer);
      const parsed = parseSummaries(sessions);
      return parsed && isText(machine) ? { sessions: parsed, machine } : null;
    });
    if (live.ok) replace(live.value.sessions, live.value.machine);
    if (document.hidden) link.tell('list:pause', { paused: true });
  }

  return {
    known,
    looked: createLooked(),
    selected: signal(null),
    upsert,
    drop,
    async load() {
      const loaded = await api.get('/api/sessions?watch=short', parseSummaries);
      if (loaded.ok) replace(loaded.value, known.value.machine ?? loaded.value[0]?.machine ?? null);
    },
    watch() {
      const ends = [
        link.connected.subscribe((connected) => void (connected && watchLive())),
        link.on('list:changes', (message) => {
          const { changed, removed } = changesIn(message);
          for (const change of changed) {
            const before = known.value.sessions.find(({ id }) => id === change.id);
            const session = parseSummary({ ...before, ...change });
            if (session !== null) upsert(session);
          }
          for (const id of removed) drop(id);
        }),
        whileHidden((paused) => link.tell('list:pause', { paused })),
        () => link.tell('list:unwatch'),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

function cachedSessions(): KnownSessions {
  const { sessions, machine, asOf } = fieldsOf(readStored(storedKeys.sessions));
  const parsed = parseSummaries(sessions);
  if (parsed === null || typeof asOf !== 'number') {
    return { sessions: [], machine: null, asOf: null, source: 'nowhere' };
  }
  return { sessions: parsed, machine: isText(machine) ? machine : null, asOf, source: 'cache' };
}

/** Says when the page goes out of sight and comes back, until the returned function is called. */
function whileHidden(say: (hidden: boolean) => void): () => void {
  const changed = () => say(document.hidden);
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}

/** Runs `work` soon after the first call, once for all calls of that while. */
function sparingly(everyMs: number, work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      work();
    }, everyMs);
  };
}
