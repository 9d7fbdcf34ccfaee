// The web client's files, held in memory: a build that replaces them on disk must not mix old and
// new under an open page. Served compressed, since the phone's network is the slow part.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { depthOf, maxDepth, withBase } from './base-element.ts';
import { ownWorker } from './foreign-worker.ts';
import { scriptIntegrity } from './script-integrity.ts';

type Encoding = 'br' | 'gzip';

interface Page {
  readonly type: string;
  readonly etag: string;
  /** Named after its content: may be kept for ever. */
  readonly immutable: boolean;
  readonly plain: Buffer;
  /** Made when first asked for. */
  readonly packed: Map<Encoding, Promise<Buffer>>;
}

/** The client draws these itself, all from index.html. */
const ownAddresses = /^\/(?:new|pair|settings|compare|s\/[^/]+)?\/?$/;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const packable = /^(?:text\/|image\/svg|application\/(?:json|manifest))/;

/** Say something about a document and nothing about a script: on a slow phone a dozen scripts feel it. */
const forDocuments = [
  ...['Content-Security-Policy', 'Cross-Origin-Opener-Policy', 'Origin-Agent-Cluster'],
  ...['Referrer-Policy', 'X-DNS-Prefetch-Control', 'X-Download-Options', 'X-Frame-Options'],
  ...['X-Permitted-Cross-Domain-Policies', 'X-XSS-Protection'],
];
/** Larger files would keep the first visitor waiting for their last percent. */
const smallBytes = 100_000;

export interface ServedPages {
  readonly serve: RequestHandler;
  /** What the content policy has to allow besides. */
  readonly inlineScript: string | null;
}

/** Serves `folder` (what `vite build` made). A folder that is not there is an empty one. */
export async function servePages(folder: string): Promise<ServedPages> {
  const pages = await readPages(folder);
  const scripts = [...pages].filter(([path]) => /^\/assets\/.*\.js$/.test(path));
  const integrity = scriptIntegrity(scripts.map(([path, { plain }]) => [path, plain]));
  const shells = shellsOf(pages.get('/index.html'), integrity?.element ?? '');
  const serve: RequestHandler = (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const page = ownAddresses.test(request.path) ? shells(request.path) : pages.get(request.path);
    const found = page ?? (isMistyped(request) ? shells(request.path) : undefined);
    if (found === undefined) return next();
    if (page === undefined) response.status(404);
    sendPage(found, request, response).catch(next);
  };
  return { serve, inlineScript: integrity?.hash ?? null };
}

/** index.html for each address of the page: they differ in where relative addresses begin. */
function shellsOf(index: Page | undefined, inHead: string): (path: string) => Page | undefined {
  const made = new Map<string, Page>();
  return (path) => {
    const depth = depthOf(path);
    const isList = path === '/';
    if (index === undefined || depth > maxDepth) return undefined;
    const key = `${depth}${isList}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const html = withBase(String(index.plain), { depth, isList, inHead });
    const page = asPage(Buffer.from(html), { type: index.type, immutable: false });
    made.set(key, page);
    return page;
  };
}

/** An address typed by a person, which leads nowhere: the page says so better than JSON. */
function isMistyped({ path, headers }: Request): boolean {
  return !path.startsWith('/api') && headers.accept?.includes('text/html') === true;
}

async function readPages(folder: string): Promise<Map<string, Page>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const pages = files.map(async (file): Promise<[string, Page]> => {
    const path = file.slice(folder.length).replace(/^\/?/, '/');
    const type = types[extname(file)] ?? 'application/octet-stream';
    const immutable = path.startsWith('/assets/');
    return [path, asPage(await readFile(file), { type, immutable })];
  });
  return new Map(await Promise.all(pages));
}

function asPage(plain: Buffer, kind: Pick<Page, 'type' | 'immutable'>): Page {
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { ...kind, etag: `"${hash}"`, plain, packed: new Map() };
}

async function sendPage(page: Page, request: Request, response: Response): Promise<void> {
  response.setHeader('Content-Type', page.type);
  response.setHeader(
    'Cache-Control',
    page.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  response.setHeader('Vary', 'Accept-Encoding');
  // What a worker may reach is said beside the worker.
  if (!page.type.startsWith('text/html') && request.path !== ownWorker) {
    for (const name of forDocuments) response.removeHeader(name);
  }
  response.setHeader('ETag', page.etag);
  if (request.headers['if-none-match']?.includes(page.etag)) {
    response.status(304).end();
    return;
  }
  const encoding = packable.test(page.type) ? wantedEncoding(request) : null;
  const body = encoding === null ? page.plain : await packedPage(page, encoding);
  if (encoding !== null) response.setHeader('Content-Encoding', encoding);
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function wantedEncoding(request: Request): Encoding | null {
  const accepted = request.headers['accept-encoding'] ?? '';
  const takes = (encoding: Encoding) =>
    new RegExp(`(?:^|[\\s,])${encoding}(?:$|[\\s,]|;\\s*q=(?!0(?:\\.0*)?(?:$|[\\s,])))`).test(
      accepted,
    );
  // Browsers offer brotli on secure pages only.
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null;
}

function packedPage(page: Page, encoding: Encoding): Promise<Buffer> {
  const known = page.packed.get(encoding);
  if (known !== undefined) return known;
  const packed =
    encoding === 'gzip'
      ? promisify(gzip)(page.plain, { level: 9 })
      : promisify(brotliCompress)(page.plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: page.plain.length < smallBytes ? 11 : 9,
            [constants.BROTLI_PARAM_SIZE_HINT]: page.plain.length,
          },
        });
  page.packed.set(encoding, packed);
  return packed;
}
