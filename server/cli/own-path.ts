// Keeps what a command runs by name from coming out of folders that others put programs into. Not for
// commands that hand their environment to a session: its PATH is the user's to choose.
import { ownPath } from '../machine/ownership.ts';
import type { Caller } from './command.ts';

export async function useOwnPath(caller: Caller): Promise<void> {
  const { path, left } = await ownPath(caller.env.PATH ?? '');
  process.env.PATH = path;
  for (const words of left) caller.warn(`PATH: ${words}. Outlive runs nothing from it.`);
}
