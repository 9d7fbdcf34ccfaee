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

interface OpenStream {
  readonly subject: Subject;
  readonly event: (event: StreamEvent) => void;
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

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = ++this.#count;
      this.#pending.set(request, { question, resolve, reject });
      this.#send(question.id, { type: 'ask', request, question });
    });
  }

  /** Returns what closes it. */
  open(subject: Subject, event: (event: StreamEvent) => void): () => void {
    const stream = ++this.#count;
    this.#streams.set(stream, { subject, event });
    this.#send(subject.id, { type: 'open', stream, subject });
    return () => {
      if (this.#streams.delete(stream)) this.#send(subject.id, { type: 'close', stream });
    };
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
  reject(hopeless: (id: string) => boolean, why: (id: string) => string): void {
    for (const [request, { question, reject }] of this.#pending) {
      if (!hopeless(question.id)) continue;
      this.#pending.delete(request);
      reject(new Error(why(question.id)));
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
