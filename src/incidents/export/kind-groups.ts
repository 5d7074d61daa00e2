/** Kinds of entries as readers think of them: for filters and for colours. */
export const KIND_GROUPS = {
  notes: 'Notes and findings',
  chat: 'Captured messages',
  state: 'Severity, status, milestones',
  people: 'Roles and people',
  updates: 'Updates',
  tasks: 'Tasks and links',
  pages: 'Alerts and pages',
  runs: 'Diagnostics, actions, deploys',
  muster: 'Muster itself',
} as const;
export type KindGroup = keyof typeof KIND_GROUPS;

const PREFIXES: Readonly<Record<string, KindGroup>> = {
  note: 'notes',
  message: 'chat',
  capture: 'chat',
  incident: 'state',
  severity: 'state',
  status: 'state',
  milestone: 'state',
  summary: 'state',
  impact: 'state',
  postmortem: 'state',
  role: 'people',
  responder: 'people',
  subscriber: 'people',
  update: 'updates',
  announcement: 'muster',
  task: 'tasks',
  link: 'tasks',
  service: 'tasks',
  page: 'pages',
  alert: 'pages',
  oncall: 'pages',
  diagnostic: 'runs',
  action: 'runs',
  deploy: 'runs',
  run: 'runs',
};

/** `severity.changed` is in `state`; what is of no known group is Muster's own. */
export const groupOf = (kind: string): KindGroup => PREFIXES[kind.split('.')[0] ?? ''] ?? 'muster';
