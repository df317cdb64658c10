import { createGlobalState, useColorMode } from '@vueuse/core'
import { ref } from 'vue'

type Shown = 'light' | 'dark'

let chosen: Shown = 'light'
let isPaper = false
/** What the page shows now; it changes when the colours of the style sheet have changed. */
export const shownTheme = ref<Shown>('light')

/** Light, dark, or as the device says; kept on the device. */
export const useTheme = createGlobalState(() =>
  useColorMode({
    storageKey: 'changeover-theme',
    emitAuto: true,
    disableTransition: true,
    onChanged: (theme, apply) => {
      chosen = theme === 'dark' ? 'dark' : 'light'
      apply(shown())
      shownTheme.value = shown()
    },
  }),
)

const shown = () => (isPaper ? 'light' : chosen)

/** Paper is light, whatever is chosen and whatever the device changes to. */
export function setPaper(isNow: boolean): void {
  isPaper = isNow
  const { classList } = document.documentElement
  classList.toggle('dark', shown() === 'dark')
  classList.toggle('light', shown() === 'light')
  shownTheme.value = shown()
}
