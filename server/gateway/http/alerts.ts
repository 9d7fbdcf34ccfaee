// The routes about alerts: what there were, what a device has seen and wants to be told, and sessions' bells.
import * as z from 'zod';
import type { DeviceSettings } from '../../alerts/device-settings.ts';
import { parseSettings } from '../../alerts/device-settings.ts';
import type { AlertRecord, Sending } from '../../alerts/record.ts';
import { maxShown, type Records } from '../../alerts/records.ts';
import { type AlertList, bellRules, type Delivery, parseBell } from '../../protocol/alerts.ts';
import { Failure } from '../../protocol/failure.ts';
import { bellSet, usualBell, writeBell } from '../../sessions/bell.ts';
import { requireLocal } from '../../sessions/session-directory.ts';
import type { Device } from '../access/device.ts';
import type { Devices } from '../access/devices.ts';
import { mayHear } from '../access/rights.ts';
import type { Board } from '../board/board.ts';
import { findSession } from './find-session.ts';
import type { Routes } from './routes.ts';

export type AlertRoutes = Pick<
  Routes,
  | 'GET /api/alerts'
  | 'POST /api/alerts/seen'
  | 'GET /api/alerts/settings'
  | 'PUT /api/alerts/settings'
  | 'PUT /api/sessions/:session/bell'
>;

export interface AlertParts {
  readonly records: Records;
  readonly settings: DeviceSettings;
  readonly devices: Devices;
  readonly board: Board;
  /** Tells the device's pages how many it has not seen, and answers with it. */
  readonly tellSeen: (device: Device) => number;
}

const seenRequest = z.object({ id: z.string().max(64).optional() });
const settingsRules =
  'Settings of alerts are {"kinds": {kind: true or false}, "quiet": {"from": "22:00", "to": "07:00", "failuresBreak"} or null, "timeZone", "language", "hideText"}.';

export function alertRoutes({
  records: kept,
  settings,
  devices,
  board,
  tellSeen,
}: AlertParts): AlertRoutes {
  const recordsFor = (device: Device) =>
    kept.list().filter(({ alert }) => mayHear(device, alert.session));

  function delivery({ tries: _, ...sending }: Sending): Delivery {
    const isDevice = sending.channel === 'push' || sending.channel === 'page';
    const name = isDevice ? devices.list().find(({ id }) => id === sending.to)?.name : undefined;
    return { ...sending, to: isDevice ? (name ?? 'a device that is gone') : sending.to };
  }

  function listFor(device: Device): AlertList {
    const { seen } = settings.of(device.id);
    const records = recordsFor(device).slice(0, maxShown);
    const entry = ({ alert, made, sendings }: AlertRecord) => ({
      ...alert,
      deliveries: (sendings ?? [])
        // Other devices are not for those who may look at one session.
        .filter(({ to }) => device.view === null || to === device.id)
        .map(delivery),
      seen: made <= seen,
    });
    return {
      alerts: records.map(entry),
      unseen: records.filter(({ made }) => made > seen).length,
    };
  }

  return {
    'GET /api/alerts': async ({ device }) => ({ status: 200, json: listFor(device) }),

    'POST /api/alerts/seen': async ({ device, body }) => {
      const { id } = seenRequest.parse(body);
      const records = recordsFor(device);
      const upTo = id === undefined ? records[0] : records.find(({ alert }) => alert.id === id);
      if (id !== undefined && upTo === undefined) throw new Failure('not-found');
      const seen = Math.max(settings.of(device.id).seen, upTo?.made ?? 0);
      await settings.change(device.id, { seen });
      return { status: 200, json: { unseen: tellSeen(device) } };
    },

    'GET /api/alerts/settings': async ({ device }) => ({
      status: 200,
      json: settings.of(device.id).settings,
    }),

    'PUT /api/alerts/settings': async ({ device, body }) => {
      const changed = parseSettings(body, settings.of(device.id).settings);
      if (changed === null) throw new Failure('bad-request', settingsRules);
      await settings.change(device.id, { settings: changed });
      return { status: 200, json: changed };
    },

    'PUT /api/sessions/:session/bell': async (call) => {
      const entry = await findSession(board, call);
      requireLocal(entry);
      const bell = parseBell(call.body, bellSet(entry) ?? usualBell(entry.spec));
      if (bell === null) throw new Failure('bad-request', bellRules);
      await writeBell(entry.dir, bell);
      await board.update(entry.id);
      return { status: 200, json: bell };
    },
  };
}
