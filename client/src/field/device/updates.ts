import { ref } from 'vue'

/** A newer version of the app that waits until the crew says so; never in the middle of a step. */
export const waitingUpdate = ref<ServiceWorker | null>(null)

/** Registers the service worker and notices when a newer one is ready. */
export function watchForUpdates(): void {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return
  let isReloading = false
  const hadController = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!hadController || isReloading) return
    isReloading = true
    location.reload()
  })
  void navigator.serviceWorker
    .register('/service-worker.js', { scope: '/field' })
    .then((registration) => {
      const note = () => {
        if (registration.waiting && navigator.serviceWorker.controller)
          waitingUpdate.value = registration.waiting
      }
      note()
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', note),
      )
      return registration
    })
    // Without a service worker the app works while there is a connection.
    .catch(() => undefined)
}

/** Switches to the newer version; the page loads again by itself. */
export function useUpdate(): void {
  waitingUpdate.value?.postMessage('use-now')
}
