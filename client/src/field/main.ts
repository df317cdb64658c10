import { createApp } from 'vue'
import FieldApp from './FieldApp.vue'

createApp(FieldApp).mount('#app')
