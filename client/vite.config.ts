import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Two entries: the desk, and the field app that loads little. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    vue(),
    ui({
      autoImport: false,
      components: { dts: 'components.d.ts' },
      icon: { clientBundle: { scan: true } },
      ui: { colors: { primary: 'indigo', neutral: 'slate' } },
    }),
  ],
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { desk: page('index.html'), field: page('field.html') } },
  },
})
