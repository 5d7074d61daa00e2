import type { Json } from '../base/canonical-json.ts';
import type { Permission } from '../catalog/permission.ts';
import type { EffectHandlers } from '../timeline/effect.ts';
import type { EntryKind } from '../timeline/entry-kind.ts';
import type { Fold } from '../timeline/fold.ts';
import type { Projection } from '../timeline/projection.ts';
import type { ActionDeclaration, Command, MessageMenuDeclaration } from './command.ts';

/** What a domain must say before the store can be opened: the shapes of what it keeps. */
export interface DomainShapes {
  readonly kinds: readonly EntryKind[];
  readonly projections: readonly Projection[];
  /** Those whose snapshots are believed, for `muster verify`: all that add anything up. */
  readonly folds: readonly Fold<Json>[];
  readonly permissions: readonly Permission[];
}

/** What a running domain brings to the table; `app.ts` lays all of them side by side. */
export interface Domain {
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDeclaration[];
  readonly menus: readonly MessageMenuDeclaration[];
  /** Handlers of its own effects and timers, by kind. */
  readonly effects: EffectHandlers;
}
