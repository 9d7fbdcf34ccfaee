// What a snapshot shows, as text: rows without trailing blanks, blank rows at the end left out.
import type { ScreenSnapshot } from '../../server/protocol/page.ts';
import { textOf, widthOf } from '../../server/screen/terminal/cell.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';

export function textOfScreen(snapshot: ScreenSnapshot): string {
  const emulator = new Emulator(snapshot.size);
  emulator.feed(snapshot.data);
  const text = screenText(emulator);
  emulator.dispose();
  return text;
}

export function screenText(emulator: Emulator): string {
  const { active } = emulator.core._bufferService.buffers;
  const rows: string[] = [];
  for (let row = 0; row < active.lines.length; row++) {
    const line = active.lines.get(row);
    let text = '';
    for (let column = 0; line && column < line.length; column++) {
      if (widthOf(line, column) > 0) text += textOf(line, column) || ' ';
    }
    rows.push(text.trimEnd());
  }
  return rows.join('\n').trimEnd();
}
