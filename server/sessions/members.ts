// Which processes are a session's, so that all of them can be ended, whatever they did to get
// away: fork, go to the background, start a session of their own. Knows nothing of signals.

import type { ProcessIdentity } from '../identity/process-identity.ts';
import type { SessionId } from '../protocol/names.ts';
import type { TableProcess } from './table-process.ts';

export interface MembershipOf {
  readonly id: SessionId;
  /** The session's program under this boot; it need not be there any more. */
  readonly program: ProcessIdentity | null;
  /** Other sessions of this machine: what carries their ids is theirs. */
  readonly otherIds: ReadonlySet<string>;
  /** The session's own host, which is left to tell the end; null when it is dead. */
  readonly host: number | null;
  /** The hosts of other sessions. */
  readonly otherHosts: ReadonlySet<number>;
  /** Whoever is in the session's scope now, where it has one. */
  readonly scope?: () => ReadonlySet<number>;
  /** The process that asks: neither it nor its children are ended by itself. */
  readonly self: number;
}

const nobody: ReadonlySet<number> = new Set();

/**
 * Finds a session's processes in one table after another. Remembers whom it found, for what is
 * known of a process that has just died (its session, its terminal) still tells of its children.
 */
export class Membership {
  readonly #of: MembershipOf;
  readonly #known = new Set<string>();
  readonly #sessions = new Set<number>();
  readonly #terminals = new Set<string>();

  constructor(of: MembershipOf) {
    this.#of = of;
  }

  find(table: readonly TableProcess[]): TableProcess[] {
    this.#forgetTerminals(table);
    const children = childrenByParent(table);
    const pids = new Map(table.map((process) => [process.pid, process]));
    const foreign = this.#foreign(table, children);
    const scope = this.#of.scope?.() ?? nobody;
    const members = new Map<number, TableProcess>();
    const add = (process: TableProcess): void => {
      if (members.has(process.pid) || foreign.has(process.pid)) return;
      members.set(process.pid, process);
      for (const child of children.get(process.pid) ?? []) add(child);
    };
    // Each process found may lead to a session, and each session to more processes.
    for (let before = -1; before !== members.size; ) {
      before = members.size;
      for (const process of table)
        if (scope.has(process.pid) || this.#belongs(process)) add(process);
      for (const member of members.values()) this.#remember(member, members, pids);
    }
    return [...members.values()];
  }

  #belongs(process: TableProcess): boolean {
    const { id, program } = this.#of;
    return (
      process.mark === id ||
      (process.pid === program?.pid && process.startTime === program.startTime) ||
      this.#known.has(key(process)) ||
      this.#sessions.has(process.session) ||
      (process.terminal !== null && this.#terminals.has(process.terminal))
    );
  }

  /** A terminal that none of ours is left on may be somebody else's by now: names are given out again at once. */
  #forgetTerminals(table: readonly TableProcess[]): void {
    const held = new Set(
      table.filter((process) => this.#known.has(key(process))).map(({ terminal }) => terminal),
    );
    for (const terminal of this.#terminals)
      if (!held.has(terminal)) this.#terminals.delete(terminal);
  }

  /**
   * A member's session is all ours when its leader is a member, or was the session's program and
   * is gone (the system keeps the number from others while anybody is left in it). A process that
   * merely carries the mark may sit in a stranger's session: that proves nothing about the rest.
   */
  #remember(
    member: TableProcess,
    members: ReadonlyMap<number, TableProcess>,
    pids: ReadonlyMap<number, TableProcess>,
  ): void {
    this.#known.add(key(member));
    const { session, terminal } = member;
    const isProgram = member.pid === this.#of.program?.pid;
    const orphaned = session === this.#of.program?.pid && !pids.has(session);
    if (session !== 0 && (members.has(session) || orphaned)) this.#sessions.add(session);
    if (terminal !== null && (isProgram || this.#sessions.has(session))) {
      this.#terminals.add(terminal);
    }
  }

  /** The system's first process, hosts, what runs under other sessions' hosts, what is marked as theirs, and whoever asks. */
  #foreign(
    table: readonly TableProcess[],
    children: ReadonlyMap<number, readonly TableProcess[]>,
  ): Set<number> {
    const { id, otherIds, host, otherHosts, self } = this.#of;
    const foreign = new Set<number>();
    const isOtherHost = ({ pid, hostOf }: TableProcess): boolean =>
      otherHosts.has(pid) || (hostOf !== null && hostOf !== id);
    const isOwnHost = ({ pid, hostOf }: TableProcess): boolean => pid === host || hostOf === id;
    const exclude = (process: TableProcess): void => {
      if (foreign.has(process.pid)) return;
      foreign.add(process.pid);
      // A host is a child of the gateway that started it, yet its program is not the gateway's.
      if (!isOwnHost(process)) for (const child of children.get(process.pid) ?? []) exclude(child);
    };
    for (const process of table) {
      // Everybody's orphans are its children: never, whatever its environment says.
      if (process.pid === 1) foreign.add(process.pid);
      const othersMark = process.mark !== null && otherIds.has(process.mark);
      if (process.pid === self || isOtherHost(process) || isOwnHost(process)) exclude(process);
      else if (othersMark) foreign.add(process.pid);
    }
    return foreign;
  }
}

function key({ pid, startTime }: ProcessIdentity): string {
  return `${pid} ${startTime}`;
}

function childrenByParent(table: readonly TableProcess[]): Map<number, TableProcess[]> {
  const children = new Map<number, TableProcess[]>();
  for (const process of table) {
    const siblings = children.get(process.parent);
    if (siblings) siblings.push(process);
    else children.set(process.parent, [process]);
  }
  return children;
}
