/** Where the sandbox is unless told otherwise, and where its terminal client looks for it. */
export const SANDBOX_PORT = 3000;
