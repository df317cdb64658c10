import { useColorMode } from '@vueuse/core'

/** Light, dark, or as the device says; kept on the device. */
export function useTheme() {
  return useColorMode({ storageKey: 'changeover-theme', emitAuto: true, disableTransition: true })
}
