// What is done to the files of lines themselves: named, cut, read and written at a place. Each opens
// its file and closes it again; all throw what is wrong with the disk.
import { constants } from 'node:fs';
import { open, truncate } from 'node:fs/promises';

export function name(first: number, kind: 'lines' | 'index'): string {
  return `${String(first).padStart(12, '0')}.${kind}`;
}

export async function cutTo(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size < bytes) throw new Error(`${path} is shorter than it was`);
  } finally {
    await file.close();
  }
  await truncate(path, bytes);
}

export async function readRange(path: string, from: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export async function writeAt(path: string, bytes: Buffer, position: number): Promise<void> {
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY, 0o600);
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  } finally {
    await file.close();
  }
}
