// Tells alerts through the channels there are: who is to be told is written down first, and that it was told
// only afterwards. So a gateway that is killed at any moment loses none, and at worst tells one twice.
import type { Alert } from '../protocol/alerts.ts';
import { type Channel, lifeMs, type Sent, type Target } from './channels/channel.ts';
import { messageOf } from './grouping.ts';
import { Ledger, shownWords, type Way } from './ledger.ts';
import { Line } from './line.ts';
import { nextAt } from './pace.ts';
import { type Decision, decide, type Listener, type Subject } from './policy.ts';
import type { AlertRecord, Sending } from './record.ts';
import type { Records } from './records.ts';

export interface OutboxParts {
  readonly records: Records;
  readonly channels: readonly Channel[];
  /** Null when it is gone. */
  readonly subjectOf: (session: string) => Subject | null;
  /** Null for a device that is not let in any more. */
  readonly listenerOf: (device: string) => Listener | null;
  /** How many alerts a device has not seen. */
  readonly unseenOf: (device: string) => number;
  /** Shows it on a page of the device that shows its session: whether the page says so. Null where there is none. */
  readonly show: (device: string, alert: Alert) => Promise<boolean> | null;
  readonly bug: (error: unknown) => void;
  readonly now?: () => number;
  /** A clock that nobody sets, in ms. */
  readonly mono?: () => number;
  /** Instead of `nextAt`. */
  readonly pace?: (sent: readonly number[]) => number;
}

interface Item {
  readonly alert: Alert;
  readonly sending: Sending;
}

/** Quiet hours end, lives end, clocks are set. */
const lookEveryMs = 30_000;
const heldLifeMs = 24 * 3600_000;
/** At the start: what so many or fewer are told one by one. */
const fewAtStart = 3;
const stateOf = { send: 'waiting', hold: 'held', skip: 'skipped' } as const;

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #ledger: Ledger;
  readonly #lines = new Map<string, Line>();
  /** When each alert was noticed, by the clock that nobody sets. */
  readonly #noticed = new Map<string, number>();
  readonly #looking: NodeJS.Timeout;
  /** What was missed is still being found: it is told together. */
  #isStarting = true;
  readonly #atStart = new Set<Line>();
  readonly #takingUp: Promise<void>[] = [];

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#ledger = new Ledger(parts.records);
    this.#looking = setInterval(() => this.#lookAtAll(), lookEveryMs).unref();
    for (const record of parts.records.list().reverse()) this.#takeUp(record);
  }

  /** A new one. Who is to be told is on disk when it resolves. */
  async add(record: AlertRecord): Promise<void> {
    const { alert } = record;
    this.#notice(record);
    const sendings = record.sendings ?? (await this.#plan(alert));
    if (record.sendings === null) await this.#parts.records.mark(alert.id, sendings);
    for (const { channel, to, state } of sendings) {
      if (state === 'held') this.#lineOf({ channel, to }).add(alert.id);
      if (state === 'waiting') this.#begin(alert, { channel, to });
    }
  }

  /** All that was missed has been added. */
  async started(): Promise<void> {
    await Promise.all(this.#takingUp);
    if (!this.#isStarting) return;
    this.#isStarting = false;
    for (const line of this.#lines.values()) this.#atStart.add(line);
    this.#lookAtAll();
  }

  close(): void {
    clearInterval(this.#looking);
    for (const line of this.#lines.values()) line.close();
  }

  /** From before this gateway. */
  #takeUp(record: AlertRecord): void {
    const { alert, sendings } = record;
    this.#notice(record);
    if (sendings === null) this.#takingUp.push(this.add(record).catch(this.#parts.bug));
    for (const { channel, to, state } of sendings ?? []) {
      if (state === 'waiting' || state === 'held')
        this.#lineOf({ channel, to }).waiting.add(alert.id);
    }
  }

  async #plan(alert: Alert): Promise<Sending[]> {
    const at = new Date(this.#now).toISOString();
    const planned: Sending[] = [];
    for (const each of this.#parts.channels) {
      const channel = each.name;
      for (const { to } of await each.targets()) {
        const decision = this.#decide(alert, { channel, to });
        if (decision.kind === 'unknown') continue;
        const why = decision.kind === 'send' ? null : decision.why;
        planned.push({ channel, to, state: stateOf[decision.kind], why, at, tries: 0 });
      }
    }
    return planned;
  }

  #decide(alert: Alert, { channel, to }: Way): Decision {
    const { subjectOf, listenerOf } = this.#parts;
    const device = channel === 'push' ? listenerOf(to) : null;
    if (channel === 'push' && device === null) return { kind: 'unknown' };
    const subject = alert.session === null ? null : subjectOf(alert.session);
    return decide(alert, { subject, device, now: this.#now });
  }

  /** A page that shows this very session is told first; unless it says that it showed it, the device is. */
  #begin(alert: Alert, way: Way): void {
    const showing = way.channel === 'push' ? this.#parts.show(way.to, alert) : null;
    const line = this.#lineOf(way);
    if (showing === null) {
      line.add(alert.id);
      return;
    }
    const shown = { state: 'skipped', why: shownWords } as const;
    showing
      .then(async (isShown) => {
        if (!isShown) return line.add(alert.id);
        await this.#ledger.set(alert.id, way, shown, this.#now);
        this.#lookAtFallbacks();
      })
      .catch(this.#parts.bug);
  }

  #lineOf(way: Way): Line {
    const key = `${way.channel} ${way.to}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line = new Line({
      deliver: () => this.#deliver(line, way),
      bug: this.#parts.bug,
      mono: () => this.#mono,
      pace: this.#parts.pace ?? nextAt,
      sent: this.#ledger.sentTimes(way).map((time) => this.#mono - Math.max(0, this.#now - time)),
    });
    this.#lines.set(key, line);
    return line;
  }

  async #deliver(line: Line, way: Way): Promise<void> {
    if (this.#isStarting) return;
    const channel = this.#parts.channels.find(({ name }) => name === way.channel);
    const target = (await channel?.targets())?.find(({ to }) => to === way.to);
    const ready: Item[] = [];
    for (const id of this.#inOrder(line)) {
      const sending = this.#ledger.of(id, way);
      const alert = this.#parts.records.get(id)?.alert;
      if (sending === null || alert === undefined) line.waiting.delete(id);
      else if (await this.#isReady(line, { alert, sending }, target))
        ready.push({ alert, sending });
    }
    const isOneByOne = this.#atStart.delete(line) && ready.length <= fewAtStart;
    if (ready.length === 0 || channel === undefined) return;
    for (const batch of isOneByOne ? ready.map((item) => [item]) : [ready]) {
      const result = await this.#send(channel, way.to, batch);
      line.note(result);
      await this.#conclude(line, batch, result);
      if (!result.ok && result.retry !== 'never') break;
    }
    if (way.channel === 'push') this.#lookAtFallbacks();
    line.look();
  }

  /** As they were noticed. */
  #inOrder({ waiting }: Line): string[] {
    const made = (id: string) => this.#parts.records.get(id)?.made ?? 0;
    return [...waiting].sort((a, b) => made(a) - made(b));
  }

  #send(channel: Channel, to: string, batch: readonly Item[]): Promise<Sent> {
    const wereHeld = batch.every(({ sending }) => sending.state === 'held');
    const alerts = batch.map(({ alert }) => alert);
    const message = messageOf(alerts, { wereHeld });
    if (channel.name !== 'push') return channel.send(message, to);
    const hidden = this.#parts.listenerOf(to)?.settings.hideText === true;
    const unseen = this.#parts.unseenOf(to);
    return channel.send({ ...message, ...(hidden && { text: '' }), unseen }, to);
  }

  /** What is not to be told any more leaves the line; what is to be told later stays. */
  async #isReady(line: Line, item: Item, target: Target | undefined): Promise<boolean> {
    const { alert, sending } = item;
    const leave = async (state: 'skipped' | 'failed', why: string) => {
      line.waiting.delete(alert.id);
      await this.#ledger.set(alert.id, sending, { state, why }, this.#now);
      return false;
    };
    if (target === undefined) return leave('failed', 'It is not set up any more.');
    if (this.#isTooLate(item))
      return leave('failed', `Too late: ${sending.why ?? 'it could not be told in time.'}`);
    const decision = this.#decide(alert, sending);
    if (decision.kind === 'unknown') return leave('skipped', 'The device is not let in any more.');
    if (decision.kind === 'skip') return leave('skipped', decision.why);
    if (decision.kind === 'hold') {
      const held = { state: 'held', why: decision.why } as const;
      if (sending.state !== 'held') await this.#ledger.set(alert.id, sending, held, this.#now);
      return false;
    }
    if (target.when === 'always') return true;
    const pushes = this.#ledger.pushesOf(alert.id);
    return pushes === 'accepted' ? leave('skipped', 'A push was accepted.') : pushes === 'none';
  }

  #isTooLate({ alert, sending }: Item): boolean {
    const ageMs = this.#mono - (this.#noticed.get(alert.id) ?? this.#mono);
    return ageMs > (sending.state === 'held' ? heldLifeMs : lifeMs(alert.kind));
  }

  async #conclude(line: Line, batch: readonly Item[], result: Sent): Promise<void> {
    const now = this.#now;
    const again = !result.ok && result.retry !== 'never';
    const change = result.ok
      ? ({ state: 'sent', why: null } as const)
      : ({ state: again ? 'waiting' : 'failed', why: result.why } as const);
    if (!again) for (const { alert } of batch) line.waiting.delete(alert.id);
    // Together: what is not marked when this process is killed is told once more.
    await Promise.all(
      batch.map(({ alert, sending }) => {
        const tries = sending.tries + (result.ok ? 0 : 1);
        return this.#ledger.set(alert.id, sending, { ...change, tries }, now);
      }),
    );
  }

  #lookAtAll(): void {
    for (const id of this.#noticed.keys())
      if (this.#parts.records.get(id) === null) this.#noticed.delete(id);
    for (const line of this.#lines.values()) line.look();
  }

  #lookAtFallbacks(): void {
    for (const [key, line] of this.#lines) if (!key.startsWith('push ')) line.look();
  }

  #notice({ alert, made }: AlertRecord): void {
    if (this.#noticed.has(alert.id)) return;
    this.#noticed.set(alert.id, this.#mono - Math.max(0, this.#now - made));
  }

  get #now(): number {
    return (this.#parts.now ?? Date.now)();
  }

  get #mono(): number {
    return (this.#parts.mono ?? (() => performance.now()))();
  }
}
