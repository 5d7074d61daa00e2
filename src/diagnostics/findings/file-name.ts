/** A plugin's name for a file as one that every disk and every link takes. */
export const fileName = (name: string): string => name.replace(/[^\w.-]+/g, '-').replace(/^\.*$/, 'file');
