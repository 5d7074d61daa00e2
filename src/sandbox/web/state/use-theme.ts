import { useEffect, useState } from 'preact/hooks';

type Theme = 'dark' | 'light';

const stored = (): Theme | undefined => {
  try {
    const value = localStorage.getItem('theme');
    return value === 'dark' || value === 'light' ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The system's choice until the person makes one. */
export function useTheme(): readonly [Theme, () => void] {
  const query = matchMedia('(prefers-color-scheme: light)');
  const [theme, setTheme] = useState<Theme>(() => stored() ?? (query.matches ? 'light' : 'dark'));
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    const follow = (): void => {
      if (!stored()) setTheme(query.matches ? 'light' : 'dark');
    };
    query.addEventListener('change', follow);
    return () => {
      query.removeEventListener('change', follow);
    };
  }, []);
  return [
    theme,
    () => {
      const next = theme === 'dark' ? 'light' : 'dark';
      setTheme(next);
      try {
        localStorage.setItem('theme', next);
      } catch {
        // Not remembered then.
      }
    },
  ];
}
