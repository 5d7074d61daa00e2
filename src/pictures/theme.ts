export type ThemeName = 'light' | 'dark';

/** Colours by meaning. Each pair of text and ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly bad: string;
  readonly badText: string;
  readonly now: string;
  readonly weekend: string;
  /** Fills for persons and series, told apart by people who cannot tell red from green, too. */
  readonly fills: readonly string[];
  readonly onFill: string;
  /** For lines on the ground: a contrast of at least 3 (WCAG 2.2, 1.4.11). */
  readonly strokes: readonly string[];
}

/** After Okabe and Ito's palette for colour-blind readers, lightened or darkened for text on it. */
const LIGHT: Theme = {
  ground: '#ffffff',
  text: '#1f2328',
  faint: '#57606a',
  line: '#d0d7de',
  bad: '#d1242f',
  badText: '#ffffff',
  now: '#8250df',
  weekend: '#f3f4f6',
  fills: ['#9bd1f2', '#f5c26b', '#8fd9c0', '#e8b3d3', '#f2e27a', '#f0a88a', '#b7c4f5', '#c9d98a', '#d6c3b3', '#a9d3d8'],
  onFill: '#1f2328',
  strokes: ['#0072b2', '#b35900', '#00805a', '#a8447f', '#7a6a00', '#5b4bd4'],
};
/** On Discord's dark ground. */
const DARK: Theme = {
  ground: '#2b2d31',
  text: '#f2f3f5',
  faint: '#b5bac1',
  line: '#4e5058',
  bad: '#c93037',
  badText: '#ffffff',
  now: '#c4a7ff',
  weekend: '#313338',
  fills: ['#7fc4ef', '#f0b54f', '#6fcfae', '#e39fca', '#eedb5c', '#ee9570', '#a5b4f3', '#bccf6d', '#cdb7a4', '#93c8ce'],
  onFill: '#16181b',
  strokes: ['#7fc4ef', '#f0b54f', '#6fcfae', '#e39fca', '#eedb5c', '#ee9570'],
};

export const themeOf = (name: ThemeName): Theme => (name === 'light' ? LIGHT : DARK);

/** The same name gets the same colour within one picture: by its place in the list of names. */
export function colourOf(names: readonly string[], theme: Theme): (name: string) => string {
  const places = new Map(names.map((name, place) => [name, place]));
  return (name) => theme.fills[(places.get(name) ?? 0) % theme.fills.length] ?? theme.line;
}

/** How often the colours were used up before that name's: those after the first round are told apart by lines, too. */
export function roundOf(names: readonly string[], theme: Theme): (name: string) => number {
  const places = new Map(names.map((name, place) => [name, place]));
  return (name) => Math.floor((places.get(name) ?? 0) / theme.fills.length);
}
