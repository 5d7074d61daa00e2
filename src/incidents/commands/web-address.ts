import { type Result, ok, refuse } from '../../base/result.ts';

const LONGEST = 2000;

/** An http(s) address as the URL standard writes it, or undefined: it will be clicked, so nothing else is one. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { href } = new URL(text);
  return href.length <= LONGEST ? href : undefined;
}

/** Where a task is tracked. Refuses `task/url`. */
export const parseTaskUrl = (raw: string): Result<string> => {
  const url = webAddress(raw.trim());
  return url === undefined
    ? refuse('task/url', 'Give the whole address where it is tracked, like https://github.com/example/shop/issues/7.')
    : ok(url);
};
