/** The page's address as this person, in the guild that is open unless another is named. */
export function addressOf(me: string, guildId = new URLSearchParams(location.search).get('guild')): string {
  return `?as=${me}${guildId ? `&guild=${guildId}` : ''}`;
}
