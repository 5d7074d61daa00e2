import { virtualClock } from '../../src/base/clock.ts';
import type { Viewer } from '../../src/catalog/viewer.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { signLink } from '../../src/web/signed-link.ts';
import type { ListedIncident, WebParts } from '../../src/web/web-parts.ts';

export const SECRET = 'a secret of the tests, long enough';
export const NOW = Date.UTC(2026, 10, 22, 14, 0);
export const clock = virtualClock(NOW);

export const listed = (number: number, more: Partial<ListedIncident>): ListedIncident => ({
  number,
  title: `Incident ${number}`,
  severity: 'SEV-2',
  status: 'resolved',
  kind: 'real',
  private: false,
  open: false,
  declaredAt: NOW - 7_200_000,
  counted: true,
  resolveMs: 3_600_000,
  whyNoResolveMs: null,
  services: ['api'],
  ...more,
});

export const INCIDENTS = [
  listed(1, {
    title: '<script>alert(1)</script> database down',
    severity: 'SEV-1',
    open: true,
    status: 'investigating',
    resolveMs: null,
  }),
  listed(2, { title: 'Slow checkout' }),
  listed(3, { title: 'Credentials leaked', private: true }),
];

const viewer = (id: string): Viewer => ({
  id,
  name: id,
  roleIds: [],
  permissions: new Set(['incident.read', 'oncall.read', ...(id === 'alice' ? ['incident.private'] : [])]),
});
const sees = (incident: ListedIncident, who: Viewer): boolean =>
  !incident.private || who.permissions.has('incident.private');

/** The web with the reads that `app.ts` would hand in; alice sees private incidents, bob does not, and nobody else is known. */
export function webParts(more: Partial<WebParts> = {}): WebParts {
  return {
    clock,
    metrics: createMetrics('1.2.3'),
    linkSecret: SECRET,
    notReady: async () => [],
    viewerOf: async (person) => (person === 'alice' || person === 'bob' ? viewer(person) : undefined),
    incidents: {
      list: async (who) => INCIDENTS.filter((incident) => sees(incident, who)),
      find: async (number, who) => {
        const incident = INCIDENTS.find((one) => one.number === number && sees(one, who));
        return incident && { ...incident, live: incident.open, stream: `incident/${number}` };
      },
      exportOf: async (number, format, who) => {
        const incident = INCIDENTS.find((one) => one.number === number && sees(one, who));
        return incident && { fileName: `incident-${number}.${format}`, text: exported(incident) };
      },
    },
    ...more,
  };
}

async function* exported(incident: ListedIncident): AsyncGenerator<string> {
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-a'; script-src 'sha256-b'; base-uri 'none'">
<title>${incident.number}</title></head><body><main>`;
  yield '<h1>Exported</h1></main></body></html>';
}

export const signed = (person: string, expiresAt = NOW + 60_000): string =>
  signLink(SECRET, { person, expiresAt, scope: 'pages' });
