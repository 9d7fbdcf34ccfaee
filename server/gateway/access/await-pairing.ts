// Waits until somebody has used a pairing, so that whoever made it can say which device came in.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { watchFolder } from '../watch-folder.ts';
import type { Device } from './device.ts';
import { Devices } from './devices.ts';
import { pairingLifeMs } from './pairing.ts';

/** The device that used the pairing; null when it expired or `signal` was aborted first. */
export async function awaitPairing(
  state: { machineDir: string },
  { id, signal, lifeMs = pairingLifeMs }: { id: string; signal?: AbortSignal; lifeMs?: number },
): Promise<Device | null> {
  const path = join(state.machineDir, 'devices');
  await mkdir(path, { recursive: true, mode: 0o700 });
  const devices = await Devices.open(state);
  return await new Promise((resolve, reject) => {
    const done = (device: Device | null) => {
      unwatch();
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(device);
    };
    const cancel = () => done(null);
    const look = async () => {
      await devices.reload();
      const device = devices.list().find(({ pairing }) => pairing === id);
      if (device !== undefined) done(device);
    };
    const unwatch = watchFolder(path, () => void look().catch(reject));
    const timer = setTimeout(cancel, lifeMs);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    else void look().catch(reject);
  });
}
