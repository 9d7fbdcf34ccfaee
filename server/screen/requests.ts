// What the gateway has asked of the view process: questions until they are answered, streams until
// they are closed. Kept here, so that another process can be asked the same.
import type {
  Answer,
  FromView,
  Question,
  StreamEvent,
  Subject,
  ToView,
} from './process/messages.ts';

interface Pending {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface StreamEvents {
  event(event: StreamEvent): void;
  /** Nothing can be told just now; what there is to tell comes when it can. */
  failed(why: Error): void;
}

interface OpenStream extends StreamEvents {
  readonly subject: Subject;
}

type About = (id: string, message: ToView) => void;

export class Requests {
  readonly #send: About;
  readonly #pending = new Map<number, Pending>();
  readonly #streams = new Map<number, OpenStream>();
  #count = 0;

  /** `send` is told which session a message is about. */
  constructor(send: About) {
    this.#send = send;
  }

  /** Rejects when `signal` is aborted: nobody waits for the answer any more. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = ++this.#count;
      const cancel = () => {
        if (!this.#pending.delete(request)) return;
        this.#send(question.id, { type: 'cancel', request });
        reject(new Error('nobody waits for the answer any more'));
      };
      const over = () => signal?.removeEventListener('abort', cancel);
      this.#pending.set(request, {
        question,
        resolve: (answer) => {
          over();
          resolve(answer);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
      this.#send(question.id, { type: 'ask', request, question });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  /** Returns what closes it. */
  open(subject: Subject, events: StreamEvents): () => void {
    const stream = ++this.#count;
    this.#streams.set(stream, { subject, ...events });
    this.#send(subject.id, { type: 'open', stream, subject });
    return () => {
      if (this.#streams.delete(stream)) this.#send(subject.id, { type: 'close', stream });
    };
  }

  /** There is no view process: whoever waits is told why. Streams stay open. */
  fail(why: Error): void {
    this.reject(
      () => true,
      () => why,
    );
    for (const stream of this.#streams.values()) stream.failed(why);
  }

  take(message: Extract<FromView, { type: 'answer' | 'failed' | 'event' }>): void {
    if (message.type === 'event') {
      this.#tell(message.stream, message.event);
      return;
    }
    const pending = this.#pending.get(message.request);
    this.#pending.delete(message.request);
    if (message.type === 'answer') pending?.resolve(message.answer);
    else pending?.reject(new Error(message.message));
  }

  /** Asks another process all that is still open about these sessions. */
  repeat(sessions: ReadonlySet<string>): void {
    for (const [request, { question }] of this.#pending)
      if (sessions.has(question.id)) this.#send(question.id, { type: 'ask', request, question });
    for (const [stream, { subject }] of this.#streams)
      if (sessions.has(subject.id)) this.#send(subject.id, { type: 'open', stream, subject });
  }

  /** Questions about the sessions that `hopeless` picks are answered by an error. */
  reject(hopeless: (id: string) => boolean, why: (id: string) => Error): void {
    for (const [request, { question, reject }] of this.#pending) {
      if (!hopeless(question.id)) continue;
      this.#pending.delete(request);
      reject(why(question.id));
    }
  }

  /** A search that has to be begun again goes on where it was; one that counts, from its start. */
  #tell(number: number, event: StreamEvent): void {
    const stream = this.#streams.get(number);
    if (stream === undefined) return;
    if ('searchedTo' in event && stream.subject.kind === 'search') {
      const { search } = stream.subject;
      const limit = search.limit - event.matches.length;
      const subject = { ...stream.subject, search: { ...search, from: event.searchedTo, limit } };
      if (event.done === null && search.around !== null) return void stream.event(event);
      if (event.done === null) this.#streams.set(number, { ...stream, subject });
      else this.#streams.delete(number);
    }
    stream.event(event);
  }
}
