// What ends is told, by a real gateway over real sessions.
import { describe, expect, it, vi } from 'vitest';
import type { AlertList } from '../../../server/protocol/alerts.ts';
import type { TestDevice } from '../gateways.ts';
import { TestGateway, testState } from '../gateways.ts';

const alertsOf = async (device: TestDevice) =>
  (await device.call('GET /api/alerts')).body as AlertList;

const untilAlerts = (device: TestDevice, count: number) =>
  vi.waitFor(
    async () => {
      const list = await alertsOf(device);
      expect(list.alerts).toHaveLength(count);
      return list;
    },
    { timeout: 20_000 },
  );

describe('alerts of ends', () => {
  it('[ALERT1] a job that fails is told once, with its exit and its last line, over restarts of the gateway', async () => {
    const state = await testState();
    const first = await TestGateway.start(state);
    const phone = await first.pair();
    const { id } = await phone.launch('train', 'echo cannot open data.bin; exit 3');
    const { alerts, unseen } = await untilAlerts(phone, 1);
    expect(unseen).toBe(1);
    expect(alerts[0]).toMatchObject({
      ...{ session: id, name: 'train', kind: 'failed', level: 'critical', seen: false },
      title: 'train failed with exit 3',
      text: 'cannot open data.bin',
    });
    await first.gateway.close();

    const second = await TestGateway.start(state);
    const again = await second.pair('tablet');
    expect((await alertsOf(again)).alerts.map(({ id: key }) => key)).toEqual([alerts[0]?.id]);
  });

  it('[ALERT1] what ended while no gateway ran is told by the next one', async () => {
    const state = await testState();
    const first = await TestGateway.start(state);
    const phone = await first.pair();
    await phone.launch('train', 'read line; exit 4');
    await phone.call('POST /api/sessions/train/input', { text: '\n' });
    await first.gateway.close();
    const second = await TestGateway.start(state);
    const tablet = await second.pair('tablet');
    const { alerts } = await untilAlerts(tablet, 1);
    expect(alerts[0]?.title).toBe('train failed with exit 4');
  });

  it('[ALERT2] nothing is told of what its owner killed, of a shell that was left, or of a job done within two minutes', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const phone = await gateway.pair();
    await phone.launch('killed', 'sleep 600');
    await phone.call('POST /api/sessions/killed/stop', { how: 'kill' });
    await phone.launch('shell', null);
    await phone.call('POST /api/sessions/shell/input', { text: 'exit 1\n' });
    await phone.launch('short', 'true');
    await vi.waitFor(
      async () => {
        const { body } = await phone.call('GET /api/sessions');
        expect(body.map(({ state: kind }: { state: string }) => kind)).toEqual(
          Array(3).fill('ended'),
        );
      },
      { timeout: 20_000 },
    );
    await phone.launch('last', 'exit 9');
    const { alerts } = await untilAlerts(phone, 1);
    expect(alerts[0]?.name).toBe('last');
  });

  it('[ALERT3] a removed session takes its alerts along', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const phone = await gateway.pair();
    await phone.launch('train', 'exit 3');
    await untilAlerts(phone, 1);
    expect((await phone.call('DELETE /api/sessions/train')).status).toBe(204);
    await untilAlerts(phone, 0);
  });

  it('[ALERT4] each device has seen alerts for itself', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const [phone, tablet] = [await gateway.pair(), await gateway.pair('tablet')];
    await phone.launch('train', 'exit 3');
    await untilAlerts(phone, 1);
    expect((await phone.call('POST /api/alerts/seen', {})).body).toEqual({ unseen: 0 });
    expect((await alertsOf(tablet)).unseen).toBe(1);
  });

  it('[ALERT5] a bell is kept with its session, and told with it', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const phone = await gateway.pair();
    const { body } = await phone.call('POST /api/sessions', {
      ...{ name: 'quiet', command: 'sleep 600', cwd: '/tmp', bell: 'off' },
    });
    expect(body.bell).toEqual({ on: 'off', patterns: [], thresholds: [] });
    const put = await phone.call('PUT /api/sessions/quiet/bell', { patterns: ['/loss: nan/'] });
    expect(put.body).toEqual({ on: 'off', patterns: ['/loss: nan/'], thresholds: [] });
    expect((await phone.call('GET /api/sessions/quiet')).body.bell).toEqual(put.body);
    for (const bad of ['loud', { patterns: [''] }, { thresholds: [{ metric: 'loss' }] }, []])
      expect((await phone.call('PUT /api/sessions/quiet/bell', { on: bad })).status).toBe(400);
  });

  it('[ALERT6] a device keeps its own settings, and refuses a time zone or a kind that there is not', async () => {
    const state = await testState();
    const gateway = await TestGateway.start(state);
    const [phone, tablet] = [await gateway.pair(), await gateway.pair('tablet')];
    const quiet = { from: '22:00', to: '07:00', failuresBreak: true };
    const wanted = { quiet, timeZone: 'Europe/Berlin', kinds: { stalled: false } };
    expect((await phone.call('PUT /api/alerts/settings', wanted)).body).toMatchObject(wanted);
    expect((await phone.call('GET /api/alerts/settings')).body).toMatchObject(wanted);
    expect((await tablet.call('GET /api/alerts/settings')).body.quiet).toBeNull();
    for (const bad of [
      { timeZone: 'Mars/Base' },
      { kinds: { loud: true } },
      { quiet: { from: '25:00' } },
    ])
      expect((await phone.call('PUT /api/alerts/settings', bad)).status).toBe(400);
  });
});
