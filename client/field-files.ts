import type { Plugin } from 'vite'

/** The files without a hash in their name that the phone keeps beside its chunks. */
const unhashed = ['field.html', 'field.webmanifest', 'icon.svg']

/**
 * Notes which built files the field app is made of, so that a phone keeps those and not the desk's:
 * everything that `field.html` reaches, at once or later.
 */
export function fieldFiles(): { plugin: Plugin; has: (url: string) => boolean } {
  const files = new Set(unhashed)
  const plugin: Plugin = {
    name: 'changeover-field-files',
    apply: 'build',
    generateBundle(_options, bundle) {
      const visit = (name: string) => {
        const chunk = bundle[name]
        if (files.has(name) || chunk?.type !== 'chunk') return
        files.add(name)
        // Vite notes here which stylesheets and other files a chunk brings.
        for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css)
        for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset)
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
      }
      for (const [name, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && chunk.isEntry && chunk.facadeModuleId?.endsWith('field.html'))
          visit(name)
    },
  }
  return { plugin, has: (url) => files.has(url) }
}
