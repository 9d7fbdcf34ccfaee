// How the running gateway is reached, from this computer and from a phone. Asks the system for
// names; words are somewhere else.
import { hostname } from 'node:os';
import { type ListenAddress, parseListen } from '../gateway/listen/address.ts';
import type { Announcement } from '../gateway/listen/announcement.ts';
import { askTailscale, type Tailscale } from '../gateway/listen/tailscale.ts';
import { currentAccount } from '../sessions/account.ts';

export interface Reach {
  readonly listen: ListenAddress;
  /** True when only this computer can reach it by itself. */
  readonly local: boolean;
  /** Where a browser on this computer opens it, or one at the other end of an ssh tunnel. */
  readonly here: string;
  /** Where a phone opens it; null as long as no such address is known. */
  readonly phone: string | null;
  /** More addresses of the same: a computer with several networks has several. */
  readonly morePhones: readonly string[];
  readonly tailscale: Tailscale | null;
  readonly ssh: SshTarget;
  /** What to type for `outlive`: whoever came by `npm start` may have no such command. */
  readonly outlive: string;
}

/** What to write after `ssh` to get to this computer. */
export interface SshTarget {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}

export async function findReach(
  { listen, local, urls, publicUrl }: Announcement,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Reach> {
  const address = parseListen(listen);
  const own = urls.filter((url) => url !== publicUrl);
  const here = own.at(-1) ?? tunnelUrl;
  const common = {
    ...{ listen: address, local, here, ssh: sshTarget(env) },
    outlive: env.npm_lifecycle_event === undefined ? 'outlive' : 'npx outlive',
  };
  if (publicUrl !== null || !local) {
    const [phone = here, ...rest] = publicUrl === null ? own : [publicUrl];
    const morePhones = rest.filter((url) => url !== here);
    return { ...common, phone, morePhones, tailscale: null };
  }
  const tailscale = await askTailscale(address);
  return { ...common, phone: tailscale?.forwarded ?? null, morePhones: [], tailscale };
}

/** Where a tunnel to a unix socket begins, as `waysIn` words it. */
export const tunnelUrl = 'http://127.0.0.1:7373';

function sshTarget(env: Readonly<NodeJS.ProcessEnv>): SshTarget {
  // "client-address client-port server-address server-port": the port that worked a moment ago.
  const port = Number(env.SSH_CONNECTION?.split(' ')[3] ?? 22);
  return { user: currentAccount(env).name, host: hostname(), port: port > 0 ? port : 22 };
}
