// Picks the page for the route. The list comes with the first chunk; the others are fetched once it
// has been painted, so that a tap finds them there.
import { useEffect } from 'preact/hooks';
import { lazyPage } from './lazy-page.tsx';
import { ListPage } from './list/list-page.tsx';
import { NowherePage } from './list/nowhere-page.tsx';
import { useOutlive } from './outlive.ts';

const loadSession = () => import('./session/session-page.tsx').then((m) => m.SessionPage);
const loadNew = () => import('./new/new-page.tsx').then((m) => m.NewPage);
const loadPair = () => import('./pair/pair-page.tsx').then((m) => m.PairPage);
const loadSettings = () => import('./settings/settings-page.tsx').then((m) => m.SettingsPage);

const loadCompare = () => import('./compare/compare-page.tsx').then((m) => m.ComparePage);

const SessionPage = lazyPage(loadSession);
const NewPage = lazyPage(loadNew);
const PairPage = lazyPage(loadPair);
const ComparePage = lazyPage(loadCompare);
const SettingsPage = lazyPage(loadSettings);

export function App() {
  const { router, list } = useOutlive();
  const route = router.route.value;
  const settled = list.known.value.source === 'gateway';
  useEffect(() => {
    if (settled) void Promise.allSettled([loadSession(), loadNew()]);
  }, [settled]);
  switch (route.page) {
    case 'list':
      return <ListPage />;
    case 'session':
      return <SessionPage key={route.name} name={route.name} />;
    case 'new':
      return (
        <NewPage
          key={`${route.again} ${route.command}`}
          again={route.again}
          command={route.command}
        />
      );
    case 'compare':
      return <ComparePage key={route.ids.join()} ids={route.ids} />;
    case 'pair':
      return <PairPage />;
    case 'settings':
      return <SettingsPage />;
    case 'nowhere':
      return <NowherePage />;
  }
}
