// What a browser does with the page's headers: whatever got into the page somehow could do nothing
// there. "Elsewhere" is a real server on another port.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect, pairByLink, test } from './phone.ts';

async function elsewhere(
  page: () => string,
): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') asked.push(request.url ?? '');
    response.setHeader('content-type', 'text/html').end(page());
  });
  server.on('upgrade', (_request, socket) => {
    asked.push('websocket');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { server, url: `http://127.0.0.1:${port}`, asked };
}

test('[TRUST15] what gets into the page runs no script and reaches nobody', async ({
  page,
  product,
}) => {
  const { server, url, asked } = await elsewhere(() => '');
  try {
    await pairByLink(page, product);
    const refused = await page.evaluate(async (there) => {
      const seen: string[] = [];
      addEventListener('securitypolicyviolation', (event) => {
        seen.push(event.effectiveDirective);
      });
      const add = (html: string) => {
        const part = document.createElement('div');
        part.innerHTML = html;
        document.body.append(part);
      };
      const script = document.createElement('script');
      script.textContent = 'window.pwned = 1';
      document.body.append(script);
      const theirs = document.createElement('script');
      theirs.src = `${there}/script.js`;
      document.body.append(theirs);
      add('<img src="data:," onerror="window.pwned = 2">');
      add(`<img src="${there}/image.png">`);
      add(`<iframe src="${there}/frame"></iframe>`);
      add(`<link rel="stylesheet" href="${there}/style.css">`);
      add(`<object data="${there}/object"></object>`);
      await fetch(`${there}/fetch`, { mode: 'no-cors' }).catch(() => {});
      navigator.sendBeacon(`${there}/beacon`, 'x');
      try {
        new WebSocket(there.replace('http', 'ws'));
      } catch {
        // Some browsers refuse at once.
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      return [...new Set(seen)].sort();
    }, url);
    expect(refused).toEqual([
      ...['connect-src', 'frame-src', 'img-src', 'object-src'],
      ...['script-src-attr', 'script-src-elem', 'style-src-elem'],
    ]);
    expect(await page.evaluate(() => (window as { pwned?: unknown }).pwned)).toBeUndefined();
    expect(asked).toEqual([]);
  } finally {
    server.close();
  }
});

test('[TRUST15] the page shows itself in nobody else’s frame', async ({ page, product }) => {
  const { server, url } = await elsewhere(() => `<iframe src="${product.url}/"></iframe>`);
  try {
    await page.goto(url);
    const [, frame] = page.frames();
    expect(frame?.url()).toMatch(/^chrome-error:/);
  } finally {
    server.close();
  }
});
