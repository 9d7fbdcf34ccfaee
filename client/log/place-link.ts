// Links to a line: `/s/NAME?line=EPOCH:N`. Of another epoch, a number means another line or none.

export interface LinePlace {
  readonly epoch: number;
  readonly line: number;
}

export function parsePlace(search: string): LinePlace | null {
  const [, epoch, line] =
    /^(\d{1,15}):(\d{1,15})$/.exec(new URLSearchParams(search).get('line') ?? '') ?? [];
  return epoch === undefined || line === undefined
    ? null
    : { epoch: Number(epoch), line: Number(line) };
}

/** `path`: the session's page. */
export function linkTo(path: string, { epoch, line }: LinePlace): string {
  return `${path}?line=${epoch}:${line}`;
}
