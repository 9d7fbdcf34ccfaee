// A tab that can really be hidden. Playwright keeps its own pages visible whatever covers them, so
// this one lives in a browser context that it does not know of, and is spoken to by hand.
import type { Browser } from '@playwright/test';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly response?: { readonly payloadData?: string } };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** The part of a DevTools session that is needed, without Playwright's list of its words. */
interface Wire {
  send(method: string, params?: object): Promise<Record<string, string>>;
  on(event: string, listener: (message: { sessionId: string; message: string }) => void): void;
}

export class Tab {
  /** Frames of the page's WebSocket, in both directions, oldest first. */
  readonly frames: string[] = [];
  readonly #wire: Wire;
  readonly #ids: { context: string; target: string; session: string };
  readonly #answers = new Map<number, (message: Message) => void>();
  #asked = 0;

  private constructor(wire: Wire, ids: { context: string; target: string; session: string }) {
    this.#wire = wire;
    this.#ids = ids;
    wire.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId === ids.session) this.#take(JSON.parse(message));
    });
  }

  static async open(browser: Browser, url: string): Promise<Tab> {
    const wire = (await browser.newBrowserCDPSession()) as unknown as Wire;
    const { browserContextId = '' } = await wire.send('Target.createBrowserContext');
    const blank = { url: 'about:blank', browserContextId };
    const { targetId = '' } = await wire.send('Target.createTarget', blank);
    const { sessionId = '' } = await wire.send('Target.attachToTarget', {
      targetId,
      flatten: false,
    });
    const tab = new Tab(wire, { context: browserContextId, target: targetId, session: sessionId });
    await tab.#ask('Network.enable');
    await tab.#ask('Page.navigate', { url });
    return tab;
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', { expression, returnByValue: true });
    return result?.result?.value;
  }

  goto(url: string): Promise<unknown> {
    return this.#ask('Page.navigate', { url });
  }

  /** Another tab comes to the front. */
  async hide(): Promise<void> {
    const { targetId } = await this.#wire.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId: this.#ids.context,
    });
    await this.#wire.send('Target.activateTarget', { targetId });
  }

  async show(): Promise<void> {
    await this.#wire.send('Target.activateTarget', { targetId: this.#ids.target });
  }

  async close(): Promise<void> {
    const { context } = this.#ids;
    await this.#wire.send('Target.disposeBrowserContext', { browserContextId: context });
  }

  async #ask(method: string, params: object = {}): Promise<Message> {
    const id = ++this.#asked;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.#wire.send('Target.sendMessageToTarget', { sessionId: this.#ids.session, message });
    return answer;
  }

  #take(message: Message): void {
    if (message.id !== undefined) this.#answers.get(message.id)?.(message);
    if (/^Network\.webSocketFrame(?:Received|Sent)$/.test(message.method ?? ''))
      this.frames.push(message.params?.response?.payloadData ?? '');
  }
}
