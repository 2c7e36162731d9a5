import { writeFileSync } from 'node:fs'
import { notesOf, supportFacts } from './support-facts.ts'
import { supportPage } from './support-page.ts'

/** Writes local/SUPPORT.md. `npm run generate`; a test fails when the page is stale. */
const page = supportPage({
  services: await supportFacts(),
  runtime: notesOf('kernel') ?? '',
  wire: notesOf('wire') ?? '',
})
writeFileSync(new URL('../local/SUPPORT.md', import.meta.url), page)
