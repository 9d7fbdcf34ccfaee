import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type LogLastLines, type LogStretch, plainLine } from '../../server/protocol/log-view.ts';
import type { FromView, Question } from '../../server/screen/process/messages.ts';
import { ProgressWriter } from '../../server/screen/process/progress.ts';
import { View } from '../../server/screen/process/view.ts';
import { SearchProcess } from '../../server/screen/search/search-process.ts';
import { readCheckpoints } from '../../server/screen/transcript/checkpoint.ts';
import { linesDirectory } from '../../server/screen/transcript/generations.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

const id = 'aaaaaaaa';
let session: SessionLog | null = null;
afterEach(() => session?.remove());

class Asking {
  readonly #answers = new Map<number, (message: FromView) => void>();
  readonly view = new View(
    { progress: new ProgressWriter(null), searches: new SearchProcess(new URL('file:///nowhere')) },
    (message) => {
      if ('request' in message) this.#answers.get(message.request)?.(message);
    },
  );
  #requests = 0;

  ask(question: Question): Promise<unknown> {
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#answers.set(request, (message) => {
        if (message.type === 'answer') resolve(message.answer);
        else reject(new Error(message.type));
      });
      this.view.take({ type: 'ask', request, question });
    });
  }
}

test('[VIEW12] a session let go of in the midst of its output, and followed again at once, has the same lines', async () => {
  session = await createSessionLog();
  const { outputDirectory } = session;
  const count = 120_000;
  const text = Array.from({ length: count }, (_, i) => `line ${i} of a flood\r\n`).join('');
  const to = await session.write(text);
  const asking = new Asking();
  const { view } = asking;
  for (let i = 0; i < 40; i++) {
    view.take({ type: 'follow', id, outputDirectory });
    view.take({ type: 'advance', ends: [[id, to]] });
    // In turn: at once, once there are lines, and while they are being written.
    if (i % 3 > 0) await asking.ask({ kind: 'end', id, patienceMs: (i % 7) * 5 });
    const asked = asking.ask({ kind: 'lines', id, from: 0, to: 10, width: 80, patienceMs: 0 });
    const answered = asked.catch((error: Error) => expect(error.message).toBe('failed'));
    view.take({ type: 'forget', id });
    await answered;
  }
  view.take({ type: 'follow', id, outputDirectory });
  view.take({ type: 'advance', ends: [[id, to]] });
  const { endLine, open } = (await asking.ask({ kind: 'end', id })) as LogLastLines;
  expect(endLine + open.filter((line) => plainLine(line) !== '').length).toBe(count);
  for (const from of [0, 60_000, endLine - 2000]) {
    const question = { kind: 'lines', id, from, to: from + 2000, width: 80 } as const;
    const { lines } = (await asking.ask(question)) as LogStretch;
    expect(lines.map(plainLine)).toEqual(
      Array.from({ length: 2000 }, (_, i) => `line ${from + i} of a flood`),
    );
  }
  const folder = linesDirectory(session.outputDirectory);
  const indexes = readdirSync(folder).filter((name) => name.endsWith('.index'));
  const bytes = indexes.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBe(endLine * 14);
  view.take({ type: 'forget', id });
});

test('[VIEW15] an ended session that nobody looks at is derived to its end before it is let go of', async () => {
  session = await createSessionLog();
  const { outputDirectory } = session;
  const to = await session.write('a line of a flood\r\n'.repeat(200_000));
  const how = { exitCode: 0, signal: null, reason: 'exit', endedAt: Date.now() } as const;
  await session.writer.end(how);
  const asking = new Asking();
  const { view } = asking;
  const follow = () => {
    view.take({ type: 'follow', id, outputDirectory });
    view.take({ type: 'advance', ends: [[id, to]] });
  };
  const look = () => asking.ask({ kind: 'size', id, width: 80, patienceMs: 0 });
  follow();
  view.take({ type: 'release', id });
  await expect.poll(() => look().catch(() => null), { timeout: 30_000 }).toBeNull();
  const [newest] = await readCheckpoints(linesDirectory(outputDirectory));
  expect(newest).toMatchObject({ ended: true, emulator: { offset: to } });
  follow();
  view.take({ type: 'release', id });
  // Who comes back before it was let go of keeps it.
  follow();
  await asking.ask({ kind: 'end', id });
  expect(await look()).toMatchObject({ endLine: 200_000 });
  view.take({ type: 'forget', id });
});
