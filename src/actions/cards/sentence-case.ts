/** `deploy shop …` as a title: `Deploy shop …` */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
