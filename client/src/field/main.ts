import { createApp } from 'vue'
import { applyAppearance } from './device/appearance.ts'
import { locate } from './device/position.ts'
import { watchForUpdates } from './device/updates.ts'
import './field.css'
import FieldApp from './FieldApp.vue'
import { createFieldPages, reopenLastOrder } from './pages.ts'
import { openField } from './store/field.ts'
import { startBackground } from './sync/background.ts'
import { readVan } from './van/van.ts'

// Days need Temporal; a phone that has none fetches it before the first day is shown.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
applyAppearance()
await openField()
await readVan()
const router = createFieldPages()
await reopenLastOrder(router)
createApp(FieldApp).use(router).mount('#app')
startBackground()
watchForUpdates()
void locate(false)
// Asks the browser not to clear what waits when the phone runs short of space.
void navigator.storage?.persist?.()
