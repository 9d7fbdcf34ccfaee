// Why a request did not get there, in words for a person: hosts are named, addresses (which may hold
// secrets) are not.

export class Unreachable extends Error {
  /** Whether trying again is of use. */
  readonly retry: 'never' | 'later';

  constructor(words: string, retry: 'never' | 'later' = 'later') {
    super(words);
    this.retry = retry;
  }
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'is not a known name here',
  EAI_AGAIN: 'cannot be looked up: this machine has no name service just now',
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'broke the connection',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached: there is no way out of this network',
  ETIMEDOUT: 'does not answer',
  ABORT_ERR: 'does not answer within 10 s',
  EPROTO: 'does not speak TLS there',
  HPE_INVALID_CONSTANT: 'does not speak HTTP there',
};

export function errorWords(error: unknown, host: string): string {
  const { code = '', name = '' } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return `${host} ${words.ABORT_ERR}.`;
  const known = words[code];
  if (known !== undefined) return `${host} ${known}.`;
  if (/CERT|SELF_SIGNED|LEAF_SIGNATURE|ISSUER/.test(code)) {
    return `${host} has a certificate that this machine does not trust (${code}). NODE_EXTRA_CA_CERTS names further authorities.`;
  }
  return `${host} cannot be reached (${code || name}).`;
}
