/** What a select or a field with suggestions offers. */
export interface Choosable {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly mark?: string | undefined;
}
