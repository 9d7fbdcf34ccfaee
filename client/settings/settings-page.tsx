// Paired devices, presets, the user's tmux, appearance, and what this is.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { DevicePush } from '../alerts/push/device-push.tsx';
import { fieldsOf, isText } from '../connection/guards.ts';
import { InstallApp } from '../install/install-app.tsx';
import { BackLink } from '../look/back-link.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { type Theme, themes } from '../look/theme.ts';
import { useOutlive } from '../outlive.ts';
import { SharedOrigin } from '../pair/shared-origin.tsx';
import { PresetList } from '../presets/preset-list.tsx';
import { DeviceList } from './device-list.tsx';
import { TmuxSessions } from './tmux-sessions.tsx';
import './settings.css';

export function SettingsPage() {
  const { device } = useOutlive();
  return (
    <main class="page">
      <header class="bar">
        <BackLink />
        <PageTitle title="Settings · Outlive">Settings</PageTitle>
      </header>
      <div class="settings">
        {!device.watches.value && (
          <>
            <section aria-labelledby="devices">
              <h2 class="section" id="devices">
                Paired devices
              </h2>
              <DeviceList />
              <SharedOrigin />
            </section>
            <section aria-labelledby="presets">
              <h2 class="section" id="presets">
                Presets
              </h2>
              <PresetList />
            </section>
            <section aria-labelledby="tmux">
              <h2 class="section" id="tmux">
                tmux
              </h2>
              <TmuxSessions />
            </section>
          </>
        )}
        <section aria-labelledby="push">
          <h2 class="section" id="push">
            Alerts
          </h2>
          <DevicePush />
        </section>
        <section aria-labelledby="install">
          <h2 class="section" id="install">
            Install
          </h2>
          <InstallApp />
        </section>
        <section aria-labelledby="appearance">
          <h2 class="section" id="appearance">
            Appearance
          </h2>
          <AppearanceChoice />
        </section>
        <section aria-labelledby="about">
          <h2 class="section" id="about">
            About
          </h2>
          <About />
        </section>
      </div>
    </main>
  );
}

const themeNames: Record<Theme, string> = { auto: 'As the device', dark: 'Dark', light: 'Light' };

function AppearanceChoice() {
  const { appearance } = useOutlive();
  return (
    <fieldset class="chips" aria-labelledby="appearance">
      {themes.map((theme) => (
        <button
          key={theme}
          type="button"
          class="chip"
          aria-pressed={appearance.chosen.value === theme}
          onClick={() => appearance.choose(theme)}
        >
          {themeNames[theme]}
        </button>
      ))}
    </fieldset>
  );
}

function About() {
  const { api, list } = useOutlive();
  const version = useSignal<string | null>(null);
  useEffect(() => {
    void api
      .get('/healthz', (answer) => {
        const { version: told } = fieldsOf(answer);
        return isText(told) ? told : null;
      })
      .then((health) => {
        if (health.ok) version.value = health.value;
      });
  }, [api, version]);
  const { machine } = list.known.value;
  return (
    <p class="about">
      Outlive {version.value ?? '…'}
      {machine !== null && ` on ${machine}`}. Your training outlives your connection.
    </p>
  );
}
