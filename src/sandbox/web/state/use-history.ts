import { useEffect } from 'preact/hooks';
import type { Controller } from './controller.ts';

/** The browser's Back and Forward lead to the channel that was open then. */
export function useHistory(controller: Controller): void {
  useEffect(() => {
    const back = (): void => {
      controller.back(location.hash.slice(1).split('/')[0] ?? '');
    };
    addEventListener('popstate', back);
    return () => {
      removeEventListener('popstate', back);
    };
  }, [controller]);
}
