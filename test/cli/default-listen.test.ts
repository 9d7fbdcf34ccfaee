import { expect, test } from 'vitest';
import { parseOptions } from '../../server/cli/options.ts';
import { gatewayOptions, serveSyntax } from '../../server/cli/serve.ts';
import { openServer } from '../../server/gateway/listen/open.ts';

test('[GATE7] without a word it listens on loopback alone', async () => {
  const wanted = gatewayOptions(parseOptions([], serveSyntax));
  expect(wanted).toEqual({
    listen: { kind: 'tcp', host: '127.0.0.1', port: 7373 },
    ...{ publicUrl: null, basePath: '', tls: null, insecureHttp: false },
  });
  // Whoever runs this may have a gateway at that very port.
  const opened = await openServer({ ...wanted.listen, port: 0 } as never, wanted);
  await opened.listen();
  try {
    expect(opened.server.address()).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
  } finally {
    await opened.close();
  }
});
