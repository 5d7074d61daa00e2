import { type Inline, code, link, rich, strong } from '../../base/rich-text.ts';
import type { Block } from '../../commands/message.ts';
import type { Deploy } from '../run.ts';

export const short = (commit: string): Inline => code(commit.slice(0, 10));
const MOST_LISTED = 8;

/** What a deploy brings, for previews and cards: from, to, and the commits between. */
export function deployBlocks(deploy: Deploy): readonly Block[] {
  const facts = [
    { name: 'App', value: [strong(deploy.app)] },
    { name: 'Environment', value: [strong(deploy.environment)] },
    {
      name: 'Version',
      value: rich`${deploy.ref === deploy.commit ? [] : rich`${deploy.ref} = `}${short(deploy.commit)}`,
    },
    { name: 'Now there', value: deploy.from === null ? ['nothing that Muster knows of'] : [short(deploy.from)] },
    ...(deploy.reason === null ? [] : [{ name: 'What is wrong', value: [deploy.reason] }]),
    ...(deploy.hosts.length > 0 ? [{ name: 'Hosts', value: [deploy.hosts.slice(0, 10).join(', ')] }] : []),
    ...(deploy.url === null ? [] : [{ name: 'Address', value: [link(deploy.url, deploy.url)] }]),
  ];
  const listed = deploy.commits.slice(0, MOST_LISTED);
  const more = deploy.more + deploy.commits.length - listed.length;
  return [
    { type: 'facts', facts },
    ...(listed.length === 0
      ? []
      : ([
          { type: 'heading', text: deploy.rollback ? 'Taken back' : 'Commits' },
          {
            type: 'list',
            items: [
              ...listed.map(
                ({ commit, title, author }) => rich`${short(commit)} ${title.slice(0, 100)} (${author.slice(0, 40)})`,
              ),
              ...(more > 0 ? [rich`and ${more} more`] : []),
            ],
          },
        ] satisfies Block[])),
  ];
}
