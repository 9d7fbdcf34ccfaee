// Alerts put together: what happens becomes one, the outbox tells it, pages hear of it, and the routes about it.
import { type Channels, openChannels } from '../../alerts/channels/channels.ts';
import { DeviceSettings } from '../../alerts/device-settings.ts';
import { Outbox } from '../../alerts/outbox.ts';
import { Records } from '../../alerts/records.ts';
import type { Alert } from '../../protocol/alerts.ts';
import { isShell } from '../../sessions/bell.ts';
import type { StateDirectory } from '../../sessions/state-directory.ts';
import type { Device } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import { mayHear } from '../access/rights.ts';
import type { Board } from '../board/board.ts';
import { alertChannelRoutes } from '../http/alert-channels.ts';
import { alertRoutes } from '../http/alerts.ts';
import { pushRoutes } from '../http/push.ts';
import { Alerts } from './alerts.ts';
import { Presence } from './presence.ts';

export interface AlertsParts {
  readonly state: StateDirectory;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly board: Board;
  readonly devices: Devices;
  readonly pageUrl: () => string | null;
  readonly bug: (error: unknown) => void;
}

export async function openAlerts({ state, env, board, devices, pageUrl, bug }: AlertsParts) {
  const channels: Channels = await openChannels({ state, env, pageUrl });
  const records = await Records.open(state.alertsDir);
  const settings = new DeviceSettings(records.folder);
  const isLetIn = (id: string) => devices.has(id);
  await Promise.all([channels.subscriptions.keepOnly(isLetIn), settings.keepOnly(isLetIn)]);
  const presence = new Presence();
  const unseenOf = (device: Device) => {
    const { seen } = settings.of(device.id);
    const heard = records.list().filter(({ alert }) => mayHear(device, alert.session));
    return heard.filter(({ made }) => made > seen).length;
  };
  const deviceOf = (id: string) => devices.list().find((device) => device.id === id) ?? null;
  const outbox = new Outbox({
    ...{ records, bug, channels: channels.all },
    subjectOf: (id) => {
      const session = board.get(id);
      if (session === null) return null;
      return { bell: session.summary.bell ?? null, isShell: isShell(session.entry.spec) };
    },
    listenerOf: (id) => {
      const device = deviceOf(id);
      return device && { view: device.view, settings: settings.of(id).settings };
    },
    unseenOf: (id) => {
      const device = deviceOf(id);
      return device === null ? 0 : unseenOf(device);
    },
    show: (device, alert) => presence.confirms(device, alert),
  });
  const tellPages = (alert: Alert) => {
    for (const page of presence.pages((device) => mayHear(device, alert.session))) {
      page.tell(alert);
      page.tellUnseen(unseenOf(page.device));
    }
  };
  const tellSeen = (device: Device) => {
    const count = unseenOf(device);
    for (const page of presence.pages(({ id }) => id === device.id)) page.tellUnseen(count);
    return count;
  };
  const added = async (record: Parameters<Outbox['add']>[0]) => {
    await outbox.add(record);
    tellPages(record.alert);
  };
  const alerts = await Alerts.open({
    state,
    board,
    records,
    added,
    started: () => void outbox.started().catch(bug),
    bug,
  });
  return {
    alerts,
    presence,
    routes: {
      ...alertRoutes({ records, settings, devices, board, tellSeen }),
      ...pushRoutes(channels, state.machine),
      ...alertChannelRoutes(channels, state.machine),
    },
    /** A device is not let in any more. */
    forget: async (device: string) => {
      await Promise.all([channels.subscriptions.remove(device), settings.keepOnly(isLetIn)]);
    },
    close: () => {
      alerts.close();
      outbox.close();
    },
  };
}
