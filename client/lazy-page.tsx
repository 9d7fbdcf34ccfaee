// A component whose code is fetched when it is first shown.
import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';

type State<Props> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly Page: FunctionComponent<Props> }
  | { readonly kind: 'failed' };

export function lazyPage<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let ready: State<Props> = { kind: 'loading' };
  return function LazyPage(props: Props) {
    const state = useSignal(ready);
    useEffect(() => {
      if (state.value.kind === 'ready') return;
      load().then(
        (Page) => {
          ready = { kind: 'ready', Page };
          state.value = ready;
        },
        () => {
          state.value = { kind: 'failed' };
        },
      );
    }, [state]);
    if (state.value.kind === 'ready') return <state.value.Page {...props} />;
    if (state.value.kind === 'loading') return null;
    return (
      <p class="failure lazy-failure" role="alert">
        This part of the page could not be fetched. It comes as soon as the server answers.
      </p>
    );
  };
}
