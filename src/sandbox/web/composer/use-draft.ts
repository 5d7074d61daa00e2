import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** What was begun and not sent, by person and channel, as long as the page is open. */
const drafts = new Map<string, string>();

/** The text that is being written, which waits in its channel; of a message that is edited, its own for as long. */
export function useDraft(
  place: string,
  editing: { readonly id: string; readonly text: string } | undefined,
): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(() => drafts.get(place) ?? '');
  const edits = useRef(false);
  useLayoutEffect(() => {
    if (editing || edits.current) setText(editing?.text ?? '');
    edits.current = editing !== undefined;
  }, [editing?.id]);
  useEffect(() => {
    if (!editing) drafts.set(place, text);
  }, [text, editing?.id]);
  return [text, setText];
}
