import './field.css'

/** The app needs Temporal; phones that have none fetch it first. */
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
await import('./start.ts')
