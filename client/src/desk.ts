import { PiniaColada } from '@pinia/colada'
import ui from '@nuxt/ui/vue-plugin'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './lib/i18n.ts'
import './main.css'
import { createPages } from './shell/pages.ts'

const pinia = createPinia()
createApp(App).use(pinia).use(PiniaColada).use(i18n).use(createPages(pinia)).use(ui).mount('#app')
