// What came of turning alerts on for this device, or of trying them.

export interface PushOutcome {
  /** arrived: seen here. sent: the push service has it, and it has not been seen within its time. */
  readonly kind:
    | 'arrived'
    | 'sent'
    | 'denied'
    | 'dismissed'
    | 'plain-http'
    | 'not-installed'
    | 'shared-address'
    | 'unsupported'
    | 'no-service'
    | 'timed-out'
    | 'failed';
  /** For the person: what happened and what to do. */
  readonly words: string;
}

/** Whether this device is subscribed after it. */
export function isOn({ kind }: PushOutcome): boolean {
  return kind === 'arrived' || kind === 'sent';
}
