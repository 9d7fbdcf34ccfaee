interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }
    >
  >;
}
type Bundled =
  | { readonly type: 'asset' }
  | {
      readonly type: 'chunk';
      readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>;
    };

export function packageFolder(path: string): string | null;
export function pathsOfMetafiles(metafiles: readonly Metafile[]): string[];
export function pathsOfBundle(bundle: Readonly<Record<string, Bundled>>): string[];
export function writeBundled(file: string, paths: readonly string[]): void;
