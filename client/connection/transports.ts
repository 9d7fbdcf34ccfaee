// How this page reaches its gateway: by WebSocket, or by polling where a proxy lets no WebSocket through.
// Knows what has worked, nothing of sockets.
import { fieldsOf } from './guards.ts';

export type Transport = 'websocket' | 'polling';

/** Where what worked is kept between visits; not trusted. */
export interface TransportMemory {
  read(): unknown;
  write(value: { readonly pollingAt: number } | null): void;
}

/** Networks and proxies change: after this long the faster way is tried first again. */
const rememberMs = 10 * 60_000;
/** Where a WebSocket has worked, this many failures one after the other may be the gateway's absence. */
const doubtfulFailures = 3;

export class Transports {
  readonly #memory: TransportMemory;
  readonly #now: () => number;
  #webSocketWorked = false;
  /** Of WebSockets, one after the other. */
  #failures = 0;

  constructor(memory: TransportMemory, now: () => number) {
    this.#memory = memory;
    this.#now = now;
  }

  /** What to try first. */
  first(): Transport {
    const { pollingAt } = fieldsOf(this.#memory.read());
    const age = typeof pollingAt === 'number' ? this.#now() - pollingAt : -1;
    return age >= 0 && age < rememberMs ? 'polling' : 'websocket';
  }

  worked(transport: Transport): void {
    this.#failures = 0;
    if (transport === 'websocket') {
      this.#webSocketWorked = true;
      this.#memory.write(null);
    } else if (this.first() === 'websocket') this.#memory.write({ pollingAt: this.#now() });
  }

  /** It came to nothing: what to try instead at once, null for nothing. */
  failed(transport: Transport): Transport | null {
    if (transport === 'polling') {
      this.#memory.write(null);
      return null;
    }
    this.#failures++;
    const isDoubtful = !this.#webSocketWorked || this.#failures >= doubtfulFailures;
    return isDoubtful ? 'polling' : null;
  }
}
