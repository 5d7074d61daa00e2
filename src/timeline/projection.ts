import type { Json } from '../base/canonical-json.ts';
import type { Entry } from './entry.ts';

/**
 * A table that is kept equal to the entries, inside their own commit: open incidents, who holds which role …
 * Pure and deterministic, so that it can be thrown away and built again (which a changed `version` does at start).
 */
export interface Projection<Row extends Json = Json> {
  readonly name: string;
  readonly version: number;
  /** Kinds it listens to. */
  readonly kinds: ReadonlySet<string>;
  /** Also told of entries that were erased, whose `data` is null; the others never see them. */
  readonly hearsErased?: true;
  /** Rows to put or (null) drop, in answer to one entry. `get` sees what earlier entries of the same commit changed. */
  apply(entry: Entry, get: (key: string) => Row | undefined): readonly ProjectionChange<Row>[];
}

export interface ProjectionChange<Row extends Json = Json> {
  readonly key: string;
  readonly row: Row | null;
  /** Rows are listed by bucket (`open`, `closed`, a service …), in the order of `sort`. */
  readonly bucket?: string;
  readonly sort?: number;
}

export interface ProjectionQuery {
  readonly bucket?: string;
  readonly order?: 'ascending' | 'descending';
  /** Only rows behind this `sort` value in the chosen order: for paging. */
  readonly behind?: number;
  readonly limit: number;
}

export interface ProjectedRow<Row> {
  readonly key: string;
  readonly sort: number;
  readonly row: Row;
}
