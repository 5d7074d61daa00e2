/** An open incident as who comes on call should know it. Private ones are left out by whoever hands them in. */
export interface OpenIncident {
  readonly number: number;
  readonly title: string;
  readonly severity: string;
  readonly status: string;
  readonly channelId: string | null;
}
