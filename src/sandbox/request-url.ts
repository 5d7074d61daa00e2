/** Where a request goes; undefined when its target is no address: `//`, which any page in the same browser can ask for. */
export const requestUrl = (target = '/'): URL | undefined => URL.parse(target, 'http://sandbox.invalid') ?? undefined;
