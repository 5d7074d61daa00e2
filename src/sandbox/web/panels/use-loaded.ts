import { useEffect, useState } from 'preact/hooks';

/** What `load` brings, anew whenever `changed` differs; undefined until it came for the first time. */
export function useLoaded<T>(load: () => Promise<readonly T[]>, changed: string): readonly T[] | undefined {
  const [items, setItems] = useState<readonly T[]>();
  useEffect(() => {
    let stale = false;
    load().then(
      (found) => {
        if (!stale) setItems(found);
      },
      () => {
        // What was there stays while the connection is lost.
        if (!stale) setItems((before) => before ?? []);
      },
    );
    return () => {
      stale = true;
    };
  }, [changed]);
  return items;
}
