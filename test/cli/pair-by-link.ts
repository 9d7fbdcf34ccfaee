// Lets a device in as the page does, by the link that the command line printed.
import { expect } from 'vitest';

export const linkPattern = /(http\S+)\/pair#(\S+)/;

/** Pairs as the page does, by the code of the link. */
export async function pairWith(link: string): Promise<{ token: string; deviceId: string }> {
  const [, base, code] = linkPattern.exec(link) ?? [];
  const answer = await fetch(`${base}/api/pair`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, device: 'Pixel' }),
  });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as { token: string; deviceId: string };
}
