// Who is best: a row for each session, with what its command differs in, its best value and its last.
import type { Signal } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { inBase } from '../connection/base.ts';
import { colourOf, dashOf, type Palette } from '../curves/palette.ts';
import { withoutDirection } from '../look/direction.ts';
import { valueInWords } from '../look/number-words.ts';
import { percentOf, watchOf } from '../look/watch-words.ts';
import { sessionPath } from '../router.ts';
import type { Ranked } from './ranking.ts';
import type { Comparison } from './use-comparison.ts';

export function CompareTable({
  comparison: { sessions, rows, parameters },
  chosen,
  palette,
}: {
  comparison: Comparison;
  /** The session whose line stands out. */
  chosen: Signal<string | null>;
  palette: Palette;
}) {
  const { names, values } = parameters;
  return (
    <div class="compare-scroll">
      <table class="compare-table">
        <thead>
          <tr>
            <th scope="col">session</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name.startsWith('word ') ? '' : withoutDirection(name)}
              </th>
            ))}
            <th scope="col">best</th>
            <th scope="col">last</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => {
            const at = sessions.findIndex(({ id }) => id === row.id);
            const session = sessions[at];
            return (
              session && (
                <Row
                  key={row.id}
                  {...{ row, session, chosen, palette, colour: at, values: values[at] ?? [] }}
                  isBest={place === 0 && row.best !== null}
                />
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row: { id, best, last },
  session,
  values,
  colour,
  isBest,
  chosen,
  palette,
}: {
  row: Ranked;
  session: SessionSummary;
  values: readonly string[];
  colour: number;
  isBest: boolean;
  chosen: Signal<string | null>;
  palette: Palette;
}) {
  const isChosen = chosen.value === id;
  return (
    <tr data-chosen={isChosen}>
      <th scope="row">
        <button
          type="button"
          class="line-key"
          aria-pressed={isChosen}
          aria-label={`Show the line of ${session.name} alone`}
          style={{ color: colourOf(palette, colour) }}
          onClick={() => {
            chosen.value = isChosen ? null : id;
          }}
        >
          <span class={dashOf(palette, colour).length > 0 ? 'swatch dashed' : 'swatch'} />
        </button>
        <a href={inBase(sessionPath(session.name))}>{session.name}</a>
      </th>
      {values.map((value, i) => (
        <td key={i}>{withoutDirection(value)}</td>
      ))}
      <td class={isBest ? 'best' : ''}>{best === null ? '' : valueInWords(best, 4)}</td>
      <td>{last === null && best === null ? '' : valueInWords(last, 4)}</td>
      <td>{nowInWords(session)}</td>
    </tr>
  );
}

/** `61 %` of one that runs, else how it is: `running`, `exit 0`, `exit 1`. */
function nowInWords(session: SessionSummary): string {
  const { state, reason, exitCode, signal } = session;
  const fraction = watchOf(session)?.progress?.fraction ?? null;
  if (state !== 'ended') return fraction === null ? state : `${percentOf(fraction)} %`;
  if (reason !== 'exit') return reason ?? 'ended';
  return signal ?? (exitCode === null ? 'ended' : `exit ${exitCode}`);
}
