import { watch } from 'vue'
import { useRoute } from 'vue-router'

/** Names the browser's tab after what the page shows, as soon as that is known. */
export function usePageTitle(title: () => string | undefined): void {
  const route = useRoute()
  watch(
    // Going anywhere, also to the same page, sets the general title first.
    [title, () => route.fullPath],
    ([name]) => {
      if (name) document.title = `${name} · Changeover`
    },
    { immediate: true, flush: 'post' },
  )
}
