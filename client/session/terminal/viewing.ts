// One attachment of this page to a session: asks for it whenever there is a connection, paints what
// comes, says what was painted, and lets go when the page is left.

import type { OwnedSize } from '../../../server/protocol/host.ts';
import {
  fieldsOf,
  parseAttachStart,
  parseEnded,
  parseOutput,
  parseResized,
  parseSnapshotEvent,
} from '../../connection/guards.ts';
import type { Link } from '../../connection/link.ts';
import { OutputStream, type Step } from './output-stream.ts';
import { PaintedReports } from './painted-reports.ts';
import type { Screen } from './screen.ts';

export interface ViewingParts {
  readonly link: Link;
  /** The session's id. */
  readonly session: string;
  readonly screen: Screen;
  /** What is on the screen is being read: it is not painted over. */
  reading(): boolean;
  sized(size: OwnedSize): void;
  /** All output has come. */
  ended(): void;
  /** The gateway will not show it; in words. Null once it does. */
  refused(why: string | null): void;
}

export interface Viewing {
  /** Nothing is being read any more: what was held back is painted. */
  catchUp(): void;
  close(): void;
}

export function viewSession(parts: ViewingParts): Viewing {
  const { link, session, screen } = parts;
  const stream = new OutputStream();
  /** Only the latest request's answer counts. */
  let asked = 0;
  /**
   * What would take away what is being read, and what came after it. Bounded: none of it is told to
   * be painted, so no more comes than there is credit for; a newer screen replaces it all.
   */
  let held: (() => void)[] = [];
  /** Lines handed on and not painted yet. */
  let linesUnderWay = 0;

  const reports = new PaintedReports((painted) => {
    if (painted.viewer === stream.viewer) link.tell('painted', { ...painted });
  });

  async function attach() {
    const turn = ++asked;
    const answer = await link.ask('attach', { session, cursor: stream.cursor }, (value) =>
      parseAttachStart(fieldsOf(value).start),
    );
    if (!answer.ok) {
      if (turn === asked && answer.code !== 'unreachable') parts.refused(answer.message);
      return;
    }
    if (turn !== asked) return link.tell('detach', { viewer: answer.value.viewer });
    parts.refused(null);
    take(stream.started(answer.value));
  }

  function take(step: Step) {
    if (step.kind !== 'paint' && step.kind !== 'write' && step.kind !== 'resize') return act(step);
    const draw = drawing(step);
    if (step.kind === 'paint') held = [];
    if (held.length > 0 || (parts.reading() && takesAway(step))) held.push(draw);
    else draw();
  }

  /** Whether nothing, or less, of what is in the scrollback now would be left of it. */
  function takesAway(step: Step): boolean {
    if (step.kind === 'write') return screen.scrollbackLeft - linesUnderWay < linesIn(step.bytes);
    return step.kind === 'paint';
  }

  /** Told to be painted by the attachment that it came with. */
  function drawing(step: Extract<Step, { kind: 'paint' | 'write' | 'resize' }>): () => void {
    switch (step.kind) {
      case 'paint': {
        const { snapshot } = step;
        const painted = report(snapshot.offset, snapshot.data.length);
        return () => {
          parts.sized(snapshot.size);
          screen.paint(snapshot, painted);
        };
      }
      case 'write': {
        const painted = report(step.to, step.bytes.length);
        const lines = linesIn(step.bytes);
        return () => {
          linesUnderWay += lines;
          screen.write(step.bytes, () => {
            linesUnderWay -= lines;
            painted();
          });
        };
      }
      case 'resize':
        return () => {
          parts.sized(step.size);
          screen.resize(step.size);
        };
    }
  }

  function act(step: Exclude<Step, { kind: 'paint' | 'write' | 'resize' }>) {
    switch (step.kind) {
      case 'attach':
        if (step.left !== null) link.tell('detach', { viewer: step.left });
        return void attach();
      case 'end':
        return parts.ended();
      case 'nothing':
    }
  }

  /** Credit for more, once xterm has worked it off. */
  function report(offset: number, bytes: number): () => void {
    const { viewer } = stream;
    return () => {
      if (viewer !== null) reports.painted({ viewer, offset }, bytes);
    };
  }

  const listen = <T>(
    event: string,
    parse: (message: unknown) => T | null,
    step: (message: T) => Step,
  ) =>
    link.on(event, (message) => {
      const parsed = parse(message);
      if (parsed !== null) take(step(parsed));
    });
  const ends = [
    listen('output', parseOutput, (event) => stream.output(event)),
    listen('snapshot', parseSnapshotEvent, (event) => stream.snapshot(event)),
    listen('resized', parseResized, (event) => stream.resized(event)),
    listen('ended', parseEnded, (event) => stream.ended(event)),
    link.connected.subscribe((connected) => {
      if (connected) void attach();
      else stream.lost();
    }),
  ];
  return {
    catchUp() {
      const draws = held;
      held = [];
      for (const draw of draws) draw();
    },
    close() {
      asked++;
      for (const end of ends) end();
      reports.close();
      if (stream.viewer !== null) link.tell('detach', { viewer: stream.viewer });
    },
  };
}

const newline = 10;

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === newline) lines++;
  return lines;
}
