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
  sized(size: OwnedSize): void;
  /** All output has come. */
  ended(): void;
  /** The gateway will not show it; in words. Null once it does. */
  refused(why: string | null): void;
}

/** Returns what ends the viewing. */
export function viewSession(parts: ViewingParts): () => void {
  const { link, session, screen } = parts;
  const stream = new OutputStream();
  /** Only the latest request's answer counts. */
  let asked = 0;

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
    switch (step.kind) {
      case 'paint':
        parts.sized(step.snapshot.size);
        return screen.paint(step.snapshot, report(step.snapshot.offset, step.snapshot.data.length));
      case 'write':
        return screen.write(step.bytes, report(step.to, step.bytes.length));
      case 'resize':
        parts.sized(step.size);
        return screen.resize(step.size);
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
  return () => {
    asked++;
    for (const end of ends) end();
    reports.close();
    if (stream.viewer !== null) link.tell('detach', { viewer: stream.viewer });
  };
}
