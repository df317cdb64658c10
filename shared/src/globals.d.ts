/** What `shared` uses of the platform; browsers and Node both have it. */
declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array }
