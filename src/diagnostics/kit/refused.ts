/** What a handler throws when it expected this to go wrong: the sentence is shown as it stands, no stack, no bug report. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

/** `throw refused('dns/no-answer', 'The server 192.0.2.1 did not answer within 3 s. Check its address.')` */
export const refused = (code: string, message: string): Refused => new Refused(code, message);

/** By its name, not its class: a plugin may have come with a copy of this module of its own. */
export const isRefused = (thrown: unknown): thrown is Refused =>
  thrown instanceof Error && thrown.name === 'Refused' && 'code' in thrown && typeof thrown.code === 'string';
