// Hands a file to the device's own share sheet, or saves it where there is none.
import { saveFile } from '../look/save-file.ts';

/** Null once it is shared or saved, else why not. */
export async function shareFile(file: File): Promise<string | null> {
  const shared = { files: [file], title: file.name };
  // A desktop's share sheet takes no file further than a download would.
  const byThumb = matchMedia('(pointer: coarse)').matches;
  if (!byThumb || !('canShare' in navigator) || !navigator.canShare(shared)) {
    saveFile(file, file.name);
    return null;
  }
  try {
    await navigator.share(shared);
    return null;
  } catch (error) {
    // Closing the share sheet is no error.
    return error instanceof Error && error.name === 'AbortError'
      ? null
      : 'The device could not share it.';
  }
}
