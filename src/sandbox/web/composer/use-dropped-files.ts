import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Files that are dropped anywhere on the chat go to `add`; true while some are held over it. */
export function useDroppedFiles(
  line: RefObject<HTMLElement | null>,
  add: (files: FileList | null | undefined) => void,
): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const chat = line.current?.closest<HTMLElement>('.chat');
    if (!chat) return undefined;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const held = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const left = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node && chat.contains(event.relatedTarget))) setOver(false);
    };
    const dropped = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      add(event.dataTransfer?.files);
    };
    chat.addEventListener('dragover', held);
    chat.addEventListener('dragleave', left);
    chat.addEventListener('drop', dropped);
    return () => {
      chat.removeEventListener('dragover', held);
      chat.removeEventListener('dragleave', left);
      chat.removeEventListener('drop', dropped);
    };
  }, []);
  return over;
}
