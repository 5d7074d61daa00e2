import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** What was begun and not sent, by person and channel, as long as the page is open. */
const drafts = new Map<string, string>();

interface Draft {
  readonly text: string;
  readonly write: (text: string) => void;
  /** A text that was not sent waits in its channel again; false, and nothing is changed, where another was begun meanwhile. */
  readonly putBack: (text: string) => boolean;
}

/** The text that is being written, which waits in its channel; of a message that is edited, its own for as long. */
export function useDraft(place: string, editing: { readonly id: string; readonly text: string } | undefined): Draft {
  const [text, setText] = useState(() => drafts.get(place) ?? '');
  const edits = useRef(false);
  useLayoutEffect(() => {
    if (editing) setText(editing.text);
    else if (edits.current) setText(drafts.get(place) ?? '');
    edits.current = editing !== undefined;
  }, [editing?.id]);
  // Before the next event: what was sent and fails at once is no draft of a line that is still full.
  useLayoutEffect(() => {
    if (!editing) drafts.set(place, text);
  }, [text, editing?.id]);
  return {
    text,
    write: setText,
    putBack(unsent) {
      if (drafts.get(place)) return false;
      drafts.set(place, unsent);
      if (!edits.current) setText(unsent);
      return true;
    },
  };
}
