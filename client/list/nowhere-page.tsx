// An address that leads nowhere, or to a session that is gone: says so, and the way back.
import { PageTitle } from '../look/page-title.tsx';

export function NowherePage({ words = 'There is nothing at this address.' }: { words?: string }) {
  return (
    <main class="page">
      <header class="bar">
        <PageTitle title="Outlive">Not here</PageTitle>
      </header>
      <div class="empty">
        <p>{words}</p>
      </div>
      <div class="dock">
        <a class="button primary grow" href="./">
          Sessions
        </a>
      </div>
    </main>
  );
}
