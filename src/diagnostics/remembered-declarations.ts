import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { maskJson } from '../base/masking.ts';
import { packageRoot } from '../base/package-root.ts';
import type { Store } from '../timeline/store.ts';
import type { DescribedDiagnostic, LoadedSource } from './runner/protocol.ts';

const SETTING = 'diagnostics.declarations';

/** What plugins said of themselves at an earlier start: as long as code and config are the same, nobody is asked again. */
export interface RememberedDeclarations {
  find(key: string): readonly DescribedDiagnostic[] | undefined;
  /** These and no others, from now on. */
  keep(declarations: ReadonlyMap<string, readonly DescribedDiagnostic[]>): Promise<void>;
}

export async function rememberedDeclarations(
  store: Pick<Store, 'setting' | 'setSetting'>,
): Promise<RememberedDeclarations> {
  let known = parse(await store.setting(SETTING));
  return {
    find: (key) => known[key],
    async keep(declarations) {
      const next = Object.fromEntries(declarations);
      if (canonicalJson(Object.keys(next).sort()) === canonicalJson(Object.keys(known).sort())) return;
      known = next;
      await store.setSetting(SETTING, JSON.stringify(next));
    },
  };
}

function parse(text: string | undefined): Readonly<Record<string, readonly DescribedDiagnostic[]>> {
  try {
    // Written by this very program into its own store.
    return text === undefined ? {} : (JSON.parse(text) as Record<string, readonly DescribedDiagnostic[]>);
  } catch {
    return {};
  }
}

/** Of this Muster, with this code and this config. Secrets are no part of it: what is declared does not depend on them. */
export function declarationKey(source: LoadedSource, stamp: string, secrets: readonly string[]): string {
  const { key, module, config, targets = null } = source;
  const masked = maskJson({ key, module, config: (config ?? null) as never, targets }, secrets);
  return hash('sha256', [canonicalJson(masked.value), stamp, manifest()].join('\n'));
}

let text: string | undefined;
const manifest = (): string => (text ??= readFileSync(join(packageRoot, 'package.json'), 'utf8'));
