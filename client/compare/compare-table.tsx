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

export function CompareTable({
  sessions,
  rows,
  names,
  values,
  chosen,
  best,
  palette,
}: {
  sessions: readonly SessionSummary[];
  /** The best first. */
  rows: readonly Ranked[];
  names: readonly string[];
  values: readonly (readonly string[])[];
  /** The session whose line stands out. */
  chosen: Signal<string | null>;
  best: number | null;
  palette: Palette;
}) {
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
          {rows.map((row) => {
            const at = sessions.findIndex(({ id }) => id === row.id);
            const session = sessions[at];
            if (session === undefined) return null;
            const choose = () => {
              chosen.value = chosen.value === row.id ? null : row.id;
            };
            return (
              <tr key={row.id} data-chosen={chosen.value === row.id}>
                <th scope="row">
                  <button
                    type="button"
                    class="line-key"
                    aria-pressed={chosen.value === row.id}
                    aria-label={`Show the line of ${session.name} alone`}
                    style={{ color: colourOf(palette, at) }}
                    onClick={choose}
                  >
                    <span class={dashOf(palette, at).length > 0 ? 'swatch dashed' : 'swatch'} />
                  </button>
                  <a href={inBase(sessionPath(session.name))}>{session.name}</a>
                </th>
                {(values[at] ?? []).map((value, i) => (
                  <td key={names[i]}>{withoutDirection(value)}</td>
                ))}
                <td class={best !== null && row.best === best ? 'best' : ''}>
                  {row.best === null ? '' : valueInWords(row.best, 4)}
                </td>
                <td>{row.last === null && row.best === null ? '' : valueInWords(row.last, 4)}</td>
                <td>{nowInWords(session)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
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
