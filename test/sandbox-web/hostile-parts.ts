import type { Seed } from '../../src/sandbox/seed-shape.ts';

/** Right to left, with an override and an isolate that nothing closes; ends with a mark that would jump to the other side. */
export const TURNED = '\u202e\u2067אבגד!';
const MARKS = '\u0335\u0316\u0301';

/** What somebody hostile writes wherever there is room for so many characters. */
export const HOSTILE: Readonly<Record<string, (most: number) => string>> = {
  'a word without an end': (most) => 'W'.repeat(most),
  'stacks of marks': (most) => `Z${MARKS.repeat(most)}`.slice(0, most),
  'turned text': () => TURNED,
  'HTML and links': (most) =>
    '<img src=x onerror=alert(1)><script>alert(1)</script>[a](javascript:alert(1)) [b](data:text/html,x)'.slice(
      0,
      most,
    ),
};

/** A company in which every name is somebody's attempt. */
export const hostileCompany = (fill: (most: number) => string): Seed => ({
  guildName: fill(100),
  roles: [{ name: 'Admin' }, { name: fill(100), mentionable: true, color: 0x2f6f4f }],
  people: [
    { name: 'ada', displayName: 'Ada Lindqvist', roles: ['Admin'], owner: true },
    { name: 'ben', displayName: fill(32), roles: [fill(100)] },
  ],
  channels: [
    { name: fill(100), kind: 'category' },
    { name: 'general', category: fill(100), topic: fill(1024) },
    { name: fill(100), category: fill(100) },
  ],
});

/** Messages of a bot, each within Discord's limits, with the text at every place that shows one. */
export const hostileMessages = (fill: (most: number) => string): readonly object[] => [
  { content: fill(2000) },
  { content: `\`${fill(1900)}\`` },
  { content: `\`\`\`js\n${fill(1900)}\n\`\`\`` },
  { content: `> ${fill(900)}\n# ${fill(900)}\n-# end` },
  { content: `||${fill(1900)}||` },
  { content: `[${fill(800)}](https://example.com/${'p'.repeat(900)})` },
  {
    embeds: [
      {
        author: { name: fill(256) },
        title: fill(256),
        url: 'https://example.com/',
        fields: [
          { name: fill(256), value: fill(1024), inline: true },
          { name: fill(256), value: fill(1024), inline: true },
        ],
        footer: { text: fill(1800) },
      },
    ],
  },
  { embeds: [{ description: fill(4096) }] },
  {
    content: 'Buttons and menus',
    components: [
      {
        type: 1,
        components: [1, 2, 3, 4].map((style) => ({ type: 2, style, custom_id: `b${style}`, label: fill(80) })),
      },
      { type: 1, components: [{ type: 2, style: 5, url: 'https://example.com/', label: fill(80) }] },
      {
        type: 1,
        components: [
          {
            type: 3,
            custom_id: 's',
            placeholder: fill(150),
            options: [
              { label: fill(100), value: 'one', description: fill(100) },
              { label: 'Two', value: 'two', default: false },
            ],
          },
        ],
      },
    ],
  },
  { flags: 32768, components: [{ type: 10, content: fill(4000) }] },
  {
    flags: 32768,
    components: [
      {
        type: 17,
        components: [
          {
            type: 9,
            components: [{ type: 10, content: fill(1000) }],
            accessory: { type: 2, style: 1, custom_id: 'a', label: fill(80) },
          },
          { type: 14 },
          { type: 1, components: [{ type: 8, custom_id: 'c', placeholder: fill(150) }] },
        ],
      },
    ],
  },
];

/** A command with an option of each kind that shows words, and a menu each for messages and people. */
export const hostileCommand = (fill: (most: number) => string): readonly object[] => [
  {
    name: 'show',
    description: fill(100),
    options: [
      {
        type: 3,
        name: 'what',
        description: fill(100),
        required: true,
        choices: [
          { name: fill(100), value: 'one' },
          { name: 'Two', value: 'two' },
        ],
      },
      { type: 6, name: 'who', description: fill(100) },
      { type: 11, name: 'file', description: fill(100) },
    ],
  },
];

export const hostileForm = (fill: (most: number) => string): object => ({
  title: fill(45),
  custom_id: 'form',
  components: [
    { type: 10, content: fill(2000) },
    {
      type: 18,
      label: fill(45),
      description: fill(100),
      component: { type: 4, style: 1, custom_id: 't', placeholder: fill(100), value: fill(1000) },
    },
    {
      type: 18,
      label: fill(45),
      component: {
        type: 3,
        custom_id: 's',
        placeholder: fill(150),
        options: [
          { label: fill(100), value: 'one', description: fill(100) },
          { label: 'Two', value: 'two' },
        ],
      },
    },
    {
      type: 18,
      label: fill(45),
      component: {
        type: 21,
        custom_id: 'r',
        options: [
          { label: fill(100), value: 'one', description: fill(100) },
          { label: 'Two', value: 'two' },
        ],
      },
    },
    { type: 18, label: fill(45), component: { type: 19, custom_id: 'f' } },
  ],
});
