// Which push services a device may name. Endpoints come from devices, also from one that may only look, and
// this machine then sends requests there: so none but the browsers' own services, and what the owner adds.

/** Google's (Chrome, Edge on Android, Samsung), Mozilla's, Apple's, Microsoft's. */
const known: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/,
  /^(?:[a-z0-9-]+\.)*push\.services\.mozilla\.com$/,
  /^(?:[a-z0-9-]+\.)*push\.apple\.com$/,
  /^(?:[a-z0-9-]+\.)*notify\.windows\.com$/,
];
const maxLength = 2048;

/**
 * Null when a push may go there, else why not. `allowed`: the owner's further services, each `host` or
 * `host:port`; of those any port and any address may be named, private ones too.
 */
export function whyNotPushed(endpoint: string, allowed: readonly string[]): string | null {
  if (endpoint.length > maxLength || !URL.canParse(endpoint)) return 'That is no push address.';
  const { protocol, hostname, host, port, username, password } = new URL(endpoint);
  if (protocol !== 'https:') return 'A push address begins with https://.';
  if (username !== '' || password !== '') return 'A push address has no user name in it.';
  if (allowed.includes(host) || (port === '' && allowed.includes(`${hostname}:443`))) return null;
  if (port === '' && known.some((pattern) => pattern.test(hostname))) return null;
  return `${host} is none of the push services that Outlive knows. Its owner may add it to pushHosts in the alert channels.`;
}

/** A service as the owner writes it, in the form it is compared in; null for what is none. */
export function parsePushHost(text: string): string | null {
  const url = `https://${text.trim()}`;
  if (!URL.canParse(url) || /[/?#@\s]/.test(text.trim())) return null;
  const { hostname, port } = new URL(url);
  return port === '' ? hostname : `${hostname}:${port}`;
}
