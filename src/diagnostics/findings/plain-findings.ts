import { MASK } from '../../base/masking.ts';
import { withoutTerminalCodes } from '../../base/terminal-codes.ts';
import { type Cell, cellText, type Finding, type Findings } from '../kit/finding.ts';
import { isSecretName } from '../kit/secret-name.ts';

/** Findings without terminal codes, and without the values of facts and columns that are named like a secret. */
export const plainFindings = (findings: Findings): Findings =>
  findings.map((finding) => withoutNamedSecrets(withoutCodes(finding)));

function withoutCodes<T>(part: T): T {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return withoutTerminalCodes(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  // Most findings have none, and are not copied to find that out.
  return /\\u001b|[\u009b\u009d]/.test(JSON.stringify(part)) ? (walk(part) as T) : part; // only strings change
}

function withoutNamedSecrets(finding: Finding): Finding {
  if (finding.type === 'facts' && finding.facts.some(({ name }) => isSecretName(name)))
    return {
      ...finding,
      facts: finding.facts.map((fact) => (isSecretName(fact.name) ? { ...fact, value: hidden(fact.value) } : fact)),
    };
  if (finding.type !== 'table') return finding;
  const secret = finding.columns.map(({ name }) => isSecretName(name));
  if (!secret.includes(true)) return finding;
  return {
    ...finding,
    rows: finding.rows.map((row) => row.map((cell, at) => (secret[at] === true ? hidden(cell) : cell))),
  };
}

const hidden = (cell: Cell): Cell => (cellText(cell) === '' ? cell : MASK);
