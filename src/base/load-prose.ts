import { type ProseWriter, readProse } from './prose-tokens.ts';

export type Prose = (text: string) => string;

/** For exports: the parser is loaded with the first of them, for most of what is asked at the command line needs none. */
export async function loadProse(writer: ProseWriter<string>): Promise<Prose> {
  const { lexer } = await import('marked');
  return readProse(lexer, writer);
}
