import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { fieldFiles } from './field-files.ts'

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const ofField = fieldFiles()

/** Two entries: the desk, and the field app that loads little and works without a signal. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    vue(),
    ui({
      autoImport: false,
      // The theme is ours (`lib/theme.ts`); the library's would follow the device whatever was chosen.
      colorMode: false,
      components: { dts: 'components.d.ts' },
      icon: { clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}'] } } },
      ui: { colors: { primary: 'indigo', neutral: 'slate' } },
    }),
    ofField.plugin,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/field',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        injectionPoint: 'self.filesToKeep',
        globPatterns: ['assets/**', 'field.html', 'field.webmanifest', 'icon.svg'],
        globIgnores: ['**/*.map'],
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: 8_000_000,
        manifestTransforms: [
          (entries) => ({ manifest: entries.filter(({ url }) => ofField.has(url)) }),
        ],
      },
    }),
  ],
  // The server puts a number of its own in place of this into each page that it sends.
  html: { cspNonce: 'changeover-nonce' },
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { desk: page('index.html'), field: page('field.html') } },
  },
})
