// Encrypts a message to one browser: RFC 8291 (keys) over RFC 8188 (the aes128gcm coding), one record. The
// push service in between sees a size and nothing more. Knows no HTTP.
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** base64url, as PushSubscription.toJSON() has them. */
export interface BrowserKeys {
  /** An uncompressed point on P-256: 65 bytes. */
  readonly p256dh: string;
  /** 16 bytes. */
  readonly auth: string;
}

/** Services take bodies of 4096 bytes: less the header (86), the delimiter and the tag (RFC 8291, section 4). */
export const maxPlainBytes = 3993;
const recordBytes = 4096;
const delimiter = Buffer.of(2);

/** The request's body. `fixed` is for the standard's own example. Throws on keys that are none. */
export function encrypt(
  plain: Buffer,
  { p256dh, auth }: BrowserKeys,
  fixed?: { readonly salt: Buffer; readonly privateKey: Buffer },
): Buffer {
  if (plain.length > maxPlainBytes) throw new RangeError(`${plain.length} bytes to push`);
  const theirs = Buffer.from(p256dh, 'base64url');
  const own = createECDH('prime256v1');
  if (fixed === undefined) own.generateKeys();
  else own.setPrivateKey(fixed.privateKey);
  const ours = own.getPublicKey();
  const salt = fixed?.salt ?? randomBytes(16);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const material = derive(own.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32);
  const key = derive(material, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(material, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const sealed = [cipher.update(plain), cipher.update(delimiter), cipher.final()];
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(recordBytes);
  sizes.writeUInt8(ours.length, 4);
  return Buffer.concat([salt, sizes, ours, ...sealed, cipher.getAuthTag()]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}
