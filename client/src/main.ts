import './lib/style-nonce.ts'

// Some libraries make style elements while they are loaded, so they are loaded after the line above.
await import('./desk.ts')
